import * as vscode from 'vscode';

/** Watches folders of runs, one watcher a folder, for what a pattern names in them. */
export class PlaceWatchers implements vscode.Disposable {
  private readonly watchers = new Map<string, vscode.FileSystemWatcher>();

  constructor(
    private readonly pattern: string,
    private readonly onChange: () => void,
  ) {}

  /** These folders from now on, and no others. */
  watch(places: readonly string[]): void {
    for (const [place, watcher] of this.watchers) {
      if (places.includes(place)) continue;
      watcher.dispose();
      this.watchers.delete(place);
    }
    for (const place of places) if (!this.watchers.has(place)) this.watchers.set(place, this.newWatcher(place));
  }

  dispose(): void {
    this.watch([]);
  }

  private newWatcher(place: string): vscode.FileSystemWatcher {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(place), this.pattern));
    watcher.onDidCreate(this.onChange);
    watcher.onDidChange(this.onChange);
    watcher.onDidDelete(this.onChange);
    return watcher;
  }
}
