package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;

class ScratchMemoryTest {

  private static long end(ScratchMemory.Region region) {
    return region.buffer().size().fixed() - Buffer.ALIGNED;
  }

  @Test
  void regionsFollowEachOther() {
    ScratchMemory memory = new ScratchMemory();
    ScratchMemory.Region first = memory.own(48);
    ScratchMemory.Region none = memory.own(0);
    ScratchMemory.Region last = memory.own(16);
    assertThat(first.from()).isEqualTo(0);
    assertThat(end(first)).isEqualTo(48);
    assertThat(none.from()).isEqualTo(48);
    assertThat(end(none)).isEqualTo(48);
    assertThat(last.from()).isEqualTo(48);
    assertThat(end(last)).isEqualTo(64);
  }

  @Test
  void aThreadsOwnAndSharedMemoryAreTwoArrays() {
    ScratchMemory memory = new ScratchMemory();
    ScratchMemory.Region own = memory.own(48);
    ScratchMemory.Region shared = memory.shared(32);
    assertThat(shared.from()).isEqualTo(0);
    assertThat(own.buffer().name()).isEqualTo(Buffer.scratchName(Buffer.Scratch.OWN));
    assertThat(shared.buffer().name()).isEqualTo(Buffer.scratchName(Buffer.Scratch.SHARED));
  }
}
