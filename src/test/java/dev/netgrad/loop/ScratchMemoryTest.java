package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.schedule.ArrayLayout;
import dev.netgrad.tensor.ElementType;
import org.junit.jupiter.api.Test;

class ScratchMemoryTest {

  private static long end(ScratchMemory.Region region) {
    return region.buffer().size().fixed();
  }

  /** 16 bytes before the elements of an array, and 12 floats or 6 doubles behind them, are a line of 64. */
  @Test
  void memoryBeginsWhereALineDoes() {
    assertThat(new ArrayLayout(ElementType.FLOAT).aligned()).isEqualTo(12);
    assertThat(new ArrayLayout(ElementType.DOUBLE).aligned()).isEqualTo(6);
  }

  @Test
  void regionsFollowEachOther() {
    ScratchMemory memory = new ScratchMemory(new ArrayLayout(ElementType.FLOAT));
    ScratchMemory.Region first = memory.own(48);
    ScratchMemory.Region none = memory.own(0);
    ScratchMemory.Region last = memory.own(16);
    assertThat(first.from()).isEqualTo(12);
    assertThat(end(first)).isEqualTo(12 + 48);
    assertThat(none.from()).isEqualTo(12 + 48);
    assertThat(end(none)).isEqualTo(12 + 48);
    assertThat(last.from()).isEqualTo(12 + 48);
    assertThat(end(last)).isEqualTo(12 + 64);
  }

  @Test
  void aThreadsOwnAndSharedMemoryAreTwoArrays() {
    ScratchMemory memory = new ScratchMemory(new ArrayLayout(ElementType.FLOAT));
    ScratchMemory.Region own = memory.own(48);
    ScratchMemory.Region shared = memory.shared(32);
    assertThat(shared.from()).isEqualTo(12);
    assertThat(own.buffer().name()).isEqualTo(Buffer.scratchName(Buffer.Scratch.OWN));
    assertThat(shared.buffer().name()).isEqualTo(Buffer.scratchName(Buffer.Scratch.SHARED));
  }
}
