//! Labels of Data Center.

use crate::dc;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::LabelPrefix;
use crate::models::v1::{self, NewLabel};
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
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
    put(backend, content, names.into_iter().map(NewLabel::global).collect()).await
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
    put(backend, to, seen.map(|label| NewLabel::new(label.prefix, label.name)).collect()).await
}

async fn put(backend: &Backend, content: &ClearedWrite<ContentId>, labels: Vec<NewLabel>) -> Result<()> {
    for some in labels.chunks(BATCH) {
        backend.client.send(dc::content_labels::add(content, some.to_vec())).await?;
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
