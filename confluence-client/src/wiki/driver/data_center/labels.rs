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
    for some in names.chunks(BATCH) {
        let labels: Vec<NewLabel> = some.iter().map(NewLabel::global).collect();
        backend.client.send(dc::content_labels::add(content, labels)).await?;
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
