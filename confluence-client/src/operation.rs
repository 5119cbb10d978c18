//! Operations as values: what one is ([`endpoint`]), what is known of it ([`describe`]), and how one is declared in a
//! few lines ([`declare`]).

pub(crate) mod declare;
pub mod describe;
pub(crate) mod endpoint;
#[cfg(feature = "unstable")]
#[doc(hidden)]
pub mod sample;
