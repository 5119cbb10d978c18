//! The documents: every command in them is run, every configuration is what the program writes, every option is there.

#[cfg(target_os = "linux")]
mod clients;
#[cfg(unix)]
mod commands;
mod fences;
mod logins;
#[cfg(unix)]
pub(crate) mod operation;
mod options;
