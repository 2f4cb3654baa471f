package org.glissade.data;

import java.util.Arrays;

/**
 * Blocks of a file that are held in memory, each in a slot. Those read first make room for new ones
 * when all slots are taken; never those that the call that is going on has used, and those that are
 * known to be needed soon only where there is no other. With a slot for every block each is read
 * once and lies in the slot of its own number.
 *
 * <p>When a block is needed is told by <i>positions</i>, which grow: those of the rows in the order
 * in which they are learnt from.
 */
final class BlockCache {
  static final int ABSENT = -1;

  private final BlockReader reader;
  private final int slots;

  /** Where each block of the file is, or {@link #ABSENT}. */
  private final int[] slotOf;

  /** Which block is in each slot, or {@link #ABSENT}. */
  private final int[] blockIn;

  /** For which call a slot was last used. */
  private final long[] usedAt;

  /** The last position known at which a slot is needed. */
  private final long[] neededAt;

  /** Blocks to which no slot was given yet where there is one for each; otherwise less than 0. */
  private int missing;

  private boolean complete;

  /** From 1 on: 0 is what slots have that were never used. */
  private long call = 1;

  private long start;
  private int next;

  /**
   * @param slots at least 1 and no more than there are blocks
   */
  BlockCache(int blocks, int slots, BlockReader.Source source) {
    this.reader = new BlockReader(slots, source);
    this.slots = slots;
    this.missing = slots >= blocks ? blocks : ABSENT;
    this.slotOf = new int[blocks];
    this.blockIn = new int[slots];
    this.usedAt = new long[slots];
    this.neededAt = new long[slots];
    Arrays.fill(slotOf, ABSENT);
    Arrays.fill(blockIn, ABSENT);
    Arrays.fill(neededAt, ABSENT);
  }

  /** Whether all blocks are there, and will be. */
  boolean complete() {
    if (!complete && missing == 0) {
      for (int slot = 0; slot < slots; slot++) {
        requireRead(slot);
      }
      complete = true;
    }
    return complete;
  }

  /** Begins a call: what was needed before this position may go. */
  void begin(long position) {
    call++;
    start = position;
  }

  /**
   * Makes sure that a block is there until the next call begins.
   *
   * @return its slot, or {@link #ABSENT} if the blocks of this call take all
   */
  int hold(int block, long position) {
    int slot = slotOf[block];
    if (slot == ABSENT) {
      slot = room(block, true);
      if (slot == ABSENT) {
        return ABSENT;
      }
      assign(block, slot);
      read(slot, block);
    } else if (usedAt[slot] != call) {
      requireRead(slot);
    }
    usedAt[slot] = call;
    neededAt[slot] = Math.max(neededAt[slot], position);
    return slot;
  }

  /**
   * Says that a block will be needed at a position to come; it may be read by then.
   *
   * @return false if there is no room for it yet
   */
  boolean foresee(int block, long position) {
    int slot = slotOf[block];
    if (slot == ABSENT) {
      slot = room(block, false);
      if (slot == ABSENT) {
        return false;
      }
      assign(block, slot);
      if (!reader.ahead(slot, block)) {
        release(slot);
        return false;
      }
    }
    neededAt[slot] = Math.max(neededAt[slot], position);
    return true;
  }

  /** A slot that may be used for a block now, or else {@link #ABSENT}. */
  private int room(int block, boolean now) {
    if (missing >= 0) {
      return block;
    }
    int slot = search(true);
    return slot == ABSENT && now ? search(false) : slot;
  }

  /**
   * @param sparing what is needed soon
   */
  private int search(boolean sparing) {
    int slot = next;
    for (int tried = 0; tried < slots; tried++) {
      int after = slot + 1 == slots ? 0 : slot + 1;
      if (usedAt[slot] != call && !(sparing && neededAt[slot] >= start)) {
        next = after;
        return slot;
      }
      slot = after;
    }
    return ABSENT;
  }

  private void assign(int block, int slot) {
    if (blockIn[slot] != ABSENT) {
      reader.forget(slot);
      release(slot);
    }
    if (missing > 0) {
      missing--;
    }
    blockIn[slot] = block;
    slotOf[block] = slot;
    neededAt[slot] = ABSENT;
  }

  private void release(int slot) {
    slotOf[blockIn[slot]] = ABSENT;
    blockIn[slot] = ABSENT;
    if (missing >= 0) {
      missing++;
    }
  }

  private void read(int slot, int block) {
    try {
      reader.now(slot, block);
    } catch (RuntimeException | Error e) {
      release(slot);
      throw e;
    }
  }

  private void requireRead(int slot) {
    try {
      reader.await(slot);
    } catch (RuntimeException | Error e) {
      release(slot);
      throw e;
    }
  }
}
