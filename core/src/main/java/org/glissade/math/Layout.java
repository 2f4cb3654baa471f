package org.glissade.math;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * How the parameters of a model lie in one flat {@code float[]}: named slots, each a row-major
 * {@code rows × columns} matrix, one behind the other without gaps.
 *
 * <p>There is no tensor class: a model reads {@code params[slot.offset() + row * slot.columns() +
 * column]}.
 *
 * @param slots in the order in which they lie in the array
 */
public record Layout(List<Slot> slots) {

  /**
   * One named matrix.
   *
   * @param name unique within the layout
   * @param offset index of its first element
   * @param rows at least 1
   * @param columns at least 1
   * @param penalised whether L1, L2 and weight decay apply to it (weights: yes, biases: no)
   */
  public record Slot(String name, int offset, int rows, int columns, boolean penalised) {
    public Slot {
      if (rows < 1 || columns < 1) {
        throw new IllegalArgumentException(
            "slot " + name + " must have at least one row and one column: " + rows + "x" + columns);
      }
    }

    /** Number of elements: rows times columns. */
    public int size() {
      return Math.multiplyExact(rows, columns);
    }

    /** Index one past its last element. */
    public int end() {
      return Math.addExact(offset, size());
    }
  }

  public Layout {
    slots = List.copyOf(slots);
    int expected = 0;
    for (Slot slot : slots) {
      if (slot.offset != expected) {
        throw new IllegalArgumentException(
            "slot " + slot.name + " starts at " + slot.offset + " instead of " + expected);
      }
      expected = slot.end();
    }
    if (slots.stream().map(Slot::name).distinct().count() != slots.size()) {
      throw new IllegalArgumentException("slot names must differ: " + slots);
    }
  }

  /** A single unpenalised slot of {@code size} elements, for objectives without structure. */
  public static Layout flat(int size) {
    return builder().slot("theta", 1, size, false).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Number of elements in all. */
  public int size() {
    return slots.isEmpty() ? 0 : slots.getLast().end();
  }

  /**
   * The slot of that name.
   *
   * @throws NoSuchElementException if there is none
   */
  public Slot slot(String name) {
    for (Slot slot : slots) {
      if (slot.name.equals(name)) {
        return slot;
      }
    }
    throw new NoSuchElementException("no slot named " + name + " in " + slots);
  }

  /** Collects slots one behind the other. */
  public static final class Builder {
    private final List<Slot> slots = new ArrayList<>();
    private int end;

    private Builder() {}

    public Builder slot(String name, int rows, int columns, boolean penalised) {
      Slot slot = new Slot(name, end, rows, columns, penalised);
      slots.add(slot);
      end = slot.end();
      return this;
    }

    public Layout build() {
      return new Layout(slots);
    }
  }
}
