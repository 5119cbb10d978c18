//! Labels of Data Center.

use crate::dc;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::LabelPrefix;
use crate::models::v1::{self, NewLabel};
use crate::wiki::labels::Label;
use crate::wiki::{List, Wiki};

/// How many labels one request takes.
const BATCH: usize = 20;

pub(in crate::wiki) fn list(wiki: &Wiki, content: ContentId) -> List<Label> {
    let ask = dc::content_labels::list(&content);
    List::below(wiki, content, ask, |_, label| Some(neutral(label)))
}

pub(in crate::wiki) fn of_space(wiki: &Wiki, space: SpaceKey) -> List<Label> {
    List::of(wiki, dc::space_labels::list(space), |_, label| Some(neutral(label)))
}

pub(in crate::wiki) async fn add(wiki: &Wiki, content: &ContentId, names: Vec<String>) -> Result<()> {
    for some in names.chunks(BATCH) {
        let labels: Vec<NewLabel> = some.iter().map(NewLabel::global).collect();
        wiki.client.send(dc::content_labels::add(content, labels)).await?;
    }
    Ok(())
}

pub(in crate::wiki) async fn remove(wiki: &Wiki, content: &ContentId, name: &str) -> Result<()> {
    wiki.client.send(dc::content_labels::remove_named(content, name)).await
}

fn neutral(label: v1::Label) -> Label {
    Label { name: label.name, prefix: label.prefix.unwrap_or(LabelPrefix::Global) }
}
