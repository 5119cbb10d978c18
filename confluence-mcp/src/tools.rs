//! The tools, a file for each toolset, and more where a toolset is large.

pub(crate) mod admin;
pub(crate) mod attachments;
pub(crate) mod comments;
mod creating;
mod edits;
pub(crate) mod history;
pub(crate) mod labels;
mod moving;
pub(crate) mod pages;
pub(crate) mod people;
mod properties;
mod reading;
mod restrictions;
mod saving;
pub(crate) mod search;
pub(crate) mod spaces;
#[cfg(feature = "sql")]
pub(crate) mod sql;
#[cfg(feature = "sql")]
mod sql_called;
#[cfg(feature = "sql")]
mod sql_changes;
#[cfg(feature = "sql")]
mod sql_files;
#[cfg(feature = "sql")]
mod sql_login;
#[cfg(feature = "sql")]
mod sql_metadata;
#[cfg(feature = "sql")]
mod sql_procedures;
#[cfg(feature = "sql")]
mod sql_values;
pub(crate) mod tasks;
mod templates;
mod trash;
mod tree;
mod writing;

use crate::tool::Tool as _;

/// Tools that are of use only where a folder of this machine is open.
pub(crate) const NEEDING_FILES: [&str; 1] = [saving::SaveFile::NAME];
/// Arguments that name files of this machine.
pub(crate) const ARGUMENTS_OF_FILES: [&str; 2] = ["body_file", "file_path"];
