//! Labels of Data Center.

use crate::dc;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::LabelPrefix;
use crate::models::v1::{self, NewLabel};
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::lost_answer::some_were_added;
use crate::wiki::model::labels::Label;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

/// How many labels one request takes.
const BATCH: usize = 20;

pub(in crate::wiki) fn list(backend: &Backend, content: ClearedRead<ContentId>) -> List<Label> {
    let ask = dc::content_labels::list(&content);
    List::of(backend, ask, |_, label| Some(neutral(label)))
}

pub(in crate::wiki) fn of_space(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Label> {
    List::of(backend, dc::space_labels::list(&space), |_, label| Some(neutral(label)))
}

pub(in crate::wiki) async fn add(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    names: Vec<String>,
) -> Result<()> {
    let labels = names.into_iter().map(|name| Label { name, prefix: LabelPrefix::Global });
    put(backend, content, labels.collect()).await
}

/// Gives a copy the labels that everybody sees on the original, as they are. What is the caller's own, or the service's,
/// says something of the original alone: under another prefix it would be shown to everybody.
pub(in crate::wiki) async fn copy(
    backend: &Backend,
    to: &ClearedWrite<ContentId>,
    labels: Vec<Label>,
) -> Result<()> {
    let seen =
        labels.into_iter().filter(|label| matches!(label.prefix, LabelPrefix::Global | LabelPrefix::Team));
    put(backend, to, seen.collect()).await
}

async fn put(backend: &Backend, content: &ClearedWrite<ContentId>, labels: Vec<Label>) -> Result<()> {
    for (batch, some) in labels.chunks(BATCH).enumerate() {
        let new = some.iter().map(|label| NewLabel::new(label.prefix.clone(), label.name.clone()));
        let sent = backend.client.send(dc::content_labels::add(content, new.collect::<Vec<_>>())).await;
        let added = labels.get(..batch * BATCH).unwrap_or_default();
        sent.map_err(|error| some_were_added(added.iter().map(|label| label.name.as_str()), error))?;
    }
    Ok(())
}

pub(in crate::wiki) async fn remove(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    name: &str,
) -> Result<()> {
    backend.client.send(dc::content_labels::remove_named(content, name)).await
}

fn neutral(label: v1::Label) -> Label {
    Label { name: label.name, prefix: label.prefix.unwrap_or(LabelPrefix::Global) }
}
