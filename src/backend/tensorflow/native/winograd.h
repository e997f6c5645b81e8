#pragma once

// Floats in the vectors with which this processor computes our convolutions of 3 × 3 pixels; channels and filters must be multiples of that. 0 where it cannot.
int WinogradLanes();
