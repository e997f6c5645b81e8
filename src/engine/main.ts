/** The entry of the engine's process. */
export {};
