//! Folders of Data Center, which has none.

use crate::error::{Error, Result};
use crate::ids::ContentId;
use crate::wiki::folders::{Folder, NewFolder};
use crate::wiki::{Wiki, unsupported};

pub(in crate::wiki) async fn get(_: &Wiki, _: &ContentId) -> Result<Folder> {
    Err(none())
}

pub(in crate::wiki) async fn create(_: &Wiki, _: &NewFolder) -> Result<Folder> {
    Err(none())
}

pub(in crate::wiki) async fn delete(_: &Wiki, _: &Folder) -> Result<()> {
    Err(none())
}

fn none() -> Error {
    unsupported("folder", "Data Center has no folders: use a page as the parent of others")
}
