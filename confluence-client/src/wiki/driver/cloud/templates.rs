//! Templates of Cloud, all of it v1.

use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::ids::{SpaceKey, TemplateId};
use crate::models::v1::{Template as Found, TemplateExpansion};
use crate::v1::templates;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::templates::Template;
use crate::wiki::policy::{ClearedRead, Unchecked};

pub(in crate::wiki) fn list(backend: &Backend, space: &ClearedRead<Option<SpaceKey>>) -> List<Template> {
    let mut ask = templates::list();
    if let Some(space) = &**space {
        ask = ask.space_key(space);
    }
    List::of(backend, ask, |_, found| template(found).map(|template| Template { storage: None, ..template }))
}

pub(in crate::wiki) async fn get(backend: &Backend, id: &TemplateId) -> Unchecked<Template> {
    let found = backend.client.send(templates::get(id).expand([TemplateExpansion::Storage])).await;
    let nameless =
        || Error::new(ErrorKind::Decode, "getContentTemplate").with_message("a template without an id");
    Unchecked::new(found.and_then(|found| template(found).ok_or_else(nameless)))
}

fn template(found: Found) -> Option<Template> {
    let key = found.space.as_ref().and_then(|space| space.get("key")).and_then(Value::as_str);
    Some(Template {
        id: found.template_id?,
        name: found.name.unwrap_or_default(),
        description: found.description.unwrap_or_default(),
        space: key.map(SpaceKey::from),
        labels: found.labels.into_iter().map(|label| label.name).collect(),
        storage: found.body.storage.map(|body| body.value),
    })
}
