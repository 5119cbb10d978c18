//! Pages that can be changed: as they are now, and with their bodies.

use crate::error::{Error, ErrorKind, Result};
use crate::models::ContentStatus;
use crate::wiki::model::content::Page;

/// Refuses a page that the service does not change, and says what would have to come first.
pub(super) fn editable(page: &Page) -> Result<()> {
    let said = match page.status {
        ContentStatus::Trashed => "the page is in the trash: restore it first",
        ContentStatus::Archived => {
            "the page is archived, and cannot be changed: no REST API takes it out of the archive, its menu in the browser does"
        }
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Invalid, "edit").with_message(said))
}

pub(super) fn whole(page: Page) -> Result<Page> {
    match page.storage {
        Some(_) => Ok(page),
        None => Err(bodiless()),
    }
}

pub(super) fn bodiless() -> Error {
    Error::new(ErrorKind::Decode, "edit").with_message("the service answers the page without its body")
}
