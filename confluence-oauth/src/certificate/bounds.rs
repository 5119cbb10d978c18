//! How much work a store may ask of whoever opens it: its own parameters say, and it may be hostile.

use super::damaged;
use crate::error::Result;

/// Of PBKDF2 and its elders: some ten seconds.
const ITERATIONS: u32 = if cfg!(fuzzing) { 2_000 } else { 10_000_000 };
/// Of bcrypt, whose rounds are long.
const ROUNDS: u32 = if cfg!(fuzzing) { 2 } else { 2_000 };
/// What scrypt and Argon2 may fill, in KiB.
const MEMORY: u64 = if cfg!(fuzzing) { 1 << 10 } else { 256 << 10 };
/// What Argon2 may write over all its passes, in KiB.
const WRITTEN: u64 = if cfg!(fuzzing) { 1 << 12 } else { 16 << 20 };
const LANES: u32 = 64;

/// Iterations of a digest.
pub(super) fn iterations(count: u32) -> Result<()> {
    within(count <= ITERATIONS)
}

/// Rounds of bcrypt.
pub(super) fn rounds(count: u32) -> Result<()> {
    within(count <= ROUNDS)
}

/// Bytes of memory.
pub(super) fn memory(bytes: u64) -> Result<()> {
    within(bytes <= MEMORY << 10)
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
