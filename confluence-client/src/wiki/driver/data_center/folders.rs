//! Folders of Data Center, which has none.

use crate::error::{Error, Result};
use crate::ids::ContentId;
use crate::wiki::backend::Backend;
use crate::wiki::driver::unsupported;
use crate::wiki::model::folders::{Folder, NewFolder};
use crate::wiki::policy::{ClearedWrite, Unchecked};

pub(in crate::wiki) async fn get(_: &Backend, _: &ContentId) -> Unchecked<Folder> {
    Unchecked::new(Err(none()))
}

pub(in crate::wiki) async fn create(_: &Backend, _: &ClearedWrite<NewFolder>) -> Result<Folder> {
    Err(none())
}

pub(in crate::wiki) async fn delete(_: &Backend, _: &ClearedWrite<Folder>) -> Result<()> {
    Err(none())
}

fn none() -> Error {
    unsupported("folder", "Data Center has no folders: use a page as the parent of others")
}
