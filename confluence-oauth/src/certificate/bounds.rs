//! How much work a store may ask of whoever opens it: its own parameters say, and it may be hostile.

use super::damaged;
use crate::error::Result;

/// Of PBKDF2 and its elders: some ten seconds.
const ITERATIONS: u32 = if cfg!(fuzzing) { 2_000 } else { 10_000_000 };
/// Of bcrypt, whose rounds are long.
const ROUNDS: u32 = if cfg!(fuzzing) { 2 } else { 2_000 };
/// What scrypt and Argon2 may fill, in KiB.
const MEMORY: u64 = if cfg!(fuzzing) { 1 << 10 } else { 256 << 10 };
/// What scrypt and Argon2 may write over all their passes, in KiB.
const WRITTEN: u64 = if cfg!(fuzzing) { 1 << 12 } else { 16 << 20 };
const LANES: u32 = 64;
/// More than the keys of one application.
const SEALED: usize = 16;

/// Iterations of a digest.
pub(super) fn iterations(count: u32) -> Result<()> {
    within(count <= ITERATIONS)
}

/// Rounds of bcrypt.
pub(super) fn rounds(count: u32) -> Result<()> {
    within(count <= ROUNDS)
}

/// What is encrypted in one store, each under a key of its own that has to be derived.
pub(super) fn sealed(items: usize) -> Result<()> {
    within(items <= SEALED)
}

/// scrypt: its cost, size of a block and parallelization. Memory is filled by the cost, once for each of those that could run
/// beside one another and do not.
pub(super) fn scrypt(cost: u64, block: u32, lanes: u32) -> Result<()> {
    let (block, lanes) = (u64::from(block).saturating_mul(128), u64::from(lanes));
    let filled = cost.saturating_mul(block);
    let is_bounded = filled <= MEMORY << 10 && lanes.saturating_mul(block) <= MEMORY << 10;
    within(is_bounded && filled.saturating_mul(lanes) <= WRITTEN << 10)
}

/// Argon2: KiB of memory, passes over it, lanes.
pub(super) fn argon2(memory: u32, passes: u32, lanes: u32) -> Result<()> {
    let memory = u64::from(memory);
    within(memory <= MEMORY && memory.saturating_mul(u64::from(passes)) <= WRITTEN && lanes <= LANES)
}

fn within(bounds: bool) -> Result<()> {
    if bounds {
        Ok(())
    } else {
        Err(damaged("opening its encryption would take far too long or too much memory"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrypt_is_bounded_by_its_memory_and_by_its_work() {
        assert!(scrypt(1 << 14, 8, 1).is_ok() && scrypt(1 << 17, 8, 1).is_ok());
        for (cost, block, lanes) in
            [(1 << 30, 8, 1), (1 << 17, 8, 1 << 17), (2, 1, u32::MAX), (u64::MAX, 8, 1)]
        {
            assert!(scrypt(cost, block, lanes).is_err(), "{cost} {block} {lanes}");
        }
    }
}
