//! Templates of Data Center.

use crate::error::Error;
use crate::ids::{SpaceKey, TemplateId};
use crate::wiki::backend::Backend;
use crate::wiki::driver::unsupported;
use crate::wiki::list::List;
use crate::wiki::model::templates::Template;
use crate::wiki::policy::{ClearedRead, Unchecked};

pub(in crate::wiki) fn list(_: &Backend, _: &ClearedRead<Option<SpaceKey>>) -> List<Template> {
    List::refused(none())
}

pub(in crate::wiki) async fn get(_: &Backend, _: &TemplateId) -> Unchecked<Template> {
    Unchecked::new(Err(none()))
}

fn none() -> Error {
    unsupported(
        "templates",
        "the REST API of Data Center has no templates: keep a page that serves as one, and copy it",
    )
}
