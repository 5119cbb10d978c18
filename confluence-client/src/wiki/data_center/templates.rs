//! Templates of Data Center.

use crate::error::{Error, Result};
use crate::ids::{SpaceKey, TemplateId};
use crate::wiki::templates::Template;
use crate::wiki::{List, Wiki, unsupported};

pub(in crate::wiki) fn list(_: &Wiki, _: Option<&SpaceKey>) -> List<Template> {
    List::refused(none())
}

pub(in crate::wiki) async fn get(_: &Wiki, _: &TemplateId) -> Result<Template> {
    Err(none())
}

fn none() -> Error {
    unsupported(
        "templates",
        "the REST API of Data Center has no templates: keep a page that serves as one, and copy it",
    )
}
