//! Templates of Cloud, all of it v1.

use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{SpaceKey, TemplateId};
use crate::models::v1::{Template as Found, TemplateExpansion};
use crate::v1::templates;
use crate::wiki::templates::Template;
use crate::wiki::{List, Wiki};

pub(in crate::wiki) fn list(wiki: &Wiki, space: Option<&SpaceKey>) -> List<Template> {
    let mut ask = templates::list();
    if let Some(space) = space {
        ask = ask.space_key(space);
    }
    List::of(wiki, ask, |_, found| template(found).map(|template| Template { storage: None, ..template }))
}

pub(in crate::wiki) async fn get(wiki: &Wiki, id: &TemplateId) -> Result<Template> {
    let found = wiki.client.send(templates::get(id).expand([TemplateExpansion::Storage])).await?;
    template(found)
        .ok_or_else(|| Error::new(ErrorKind::Decode, "getContentTemplate").said("a template without an id"))
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
