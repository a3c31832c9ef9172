package dev.cleave.contiguity;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.handle.HandleTable;

/** What whoever moves many blocks needs of {@link MovableBlocks}. */
record MovableParts(
        BuddySpace space,
        HandleTable table,
        BlockOwners owners,
        BlockStore store,
        BlockPlaces places,
        Mover mover,
        Reclaimers reclaimers,
        Obstacles obstacles,
        int pageblockShift) {}
