#pragma once

// Whether oneDNN can work here: the machine tells of its caches, or oneDNN was told of them here. To be called once oneDNN has looked at the
// processor, and before it is given anything large.
bool TellCaches();
