//! What an edit would lose, found by comparing inventories before anything is sent.

mod along;
mod anchored;
mod body;
mod kind;
mod passages;
mod places;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::ops::Range;

use super::ast::APPEARANCES;
use super::document::Document;
use super::handle::Handle;
use super::ranges::{joined, within};
use super::splice::{Splice, touched};
use crate::storage::emoji;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::seen;
use crate::storage::tag::Tag;
use crate::storage::tree::{NodeId, Tree};

pub(super) use along::taken_along;
pub(super) use anchored::{Anchored, moved};
use body::lost_body;
pub(super) use body::lost_part;
pub use kind::{AllowLoss, LossKind};
use places::Places;

/// Content that an edit would lose: on the page, and not in the result.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Loss {
    /// What kind of thing it is.
    pub kind: LossKind,
    /// What it is: the name of the macro, the target of the link, the text of the commented place.
    pub what: String,
    /// The block of the base that it is or stands in.
    pub handle: Option<Handle>,
}

impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.what)?;
        match self.handle {
            Some(handle) => write!(formatter, " ({handle})"),
            None => Ok(()),
        }
    }
}

/// Compares what two versions hold; items inside of `deleted` bytes of the base were deleted on purpose.
///
/// What no splice touches is in both, and is not looked at. Of anchors, those that headings are `given` stay.
pub(crate) fn losses(
    base: &Document,
    result: &Document,
    (splices, deleted): (&[Splice], &[Range<usize>]),
    given: &BTreeSet<String>,
) -> Vec<Loss> {
    let (before, after) = touched(splices);
    let mut left = Left::of(items(result, &after));
    left.add_anchors(given);
    let deleted = &joined(deleted);
    let meant = |node| within(deleted, base.tree.span(node).start);
    // Most edits touch no comment, and then nobody looks for those of the whole page.
    let mut anchored = None;
    let mut losses = Vec::new();
    // A link of the same words that leads elsewhere was changed, and is not gone, where there are as many of them as
    // before. One that leads to the same place was there before.
    let mut relinked = None;
    let mut is_relinked = |node| {
        let (known, found) =
            relinked.get_or_insert_with(|| (link_texts(base, &before), link_texts(result, &after)));
        let Some(link) = link_of(base, node) else { return false };
        let text = text_of(base, link);
        let is_titled = has_new_text(&base.tree.address(link), &text, known, found);
        let (known, found) = (known.get(&text).map_or(&[][..], Vec::as_slice), found.get(&text));
        is_titled
            || found.is_some_and(|found| {
                found.len() >= known.len() && found.iter().any(|address| !known.contains(address))
            })
    };
    let mut gone = |kind, what, node| losses.push(Loss { kind, what, handle: base.handle_around(node) });
    let mut anonymous = Vec::new();
    let mut places = None;
    let mut is_needless =
        |node| places.get_or_insert_with(|| Places::of(base, result)).is_needless(base, node);
    for item in items(base, &before).filter(|item| !meant(item.node)) {
        if item.kind == LossKind::Comment {
            let anchored = anchored.get_or_insert_with(|| Anchored::on(result));
            if anchored.lacks(&item.key, base, item.node, deleted) {
                gone(item.kind, item.what, item.node);
            }
        } else if item.id.is_empty() {
            anonymous.push(item);
        } else if !left.take_named(&item) {
            let what = if left.has_new(&item) { without_handle(&item.what) } else { item.what };
            gone(item.kind, what, item.node);
        }
    }
    // The service gives ids to what has none, so that what has none may be anything of its kind that is left.
    anonymous.retain(|item| !left.take_any(item));
    for item in anonymous {
        if !left.take_card(&item) && !is_relinked(item.node) && !is_needless(item.node) {
            gone(item.kind, item.what, item.node);
        }
    }
    losses.sort_by_key(|loss| loss.handle);
    if before.iter().map(Range::len).sum::<usize>() * 4 >= base.storage().len() {
        losses.extend(lost_body(base, result, deleted));
    }
    losses
}

/// What is said of a macro whose line came back without its handle, and is another macro so.
fn without_handle(what: &str) -> String {
    format!("{what}, in whose place stands a new one: put its handle back into the braces behind its name")
}

/// The tag of an element that its like may come in the place of on purpose: a mention for a mention, an emoji for another.
pub(super) fn replaceable(document: &Document, node: NodeId) -> Option<Tag> {
    let is_one = |item: &Item| matches!(item.kind, LossKind::Reference | LossKind::Image | LossKind::Emoji);
    item(document, node).filter(is_one).map(|_| document.tree.tag(node))
}

/// The texts of the links in some ranges, and where those lead.
fn link_texts(document: &Document, ranges: &[Range<usize>]) -> HashMap<String, Vec<String>> {
    let is_link = |node: &NodeId| matches!(document.tree.tag(*node), Tag::A | Tag::Link);
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for node in nodes(document, ranges).filter(is_link) {
        found.entry(text_of(document, node)).or_default().push(document.tree.address(node));
    }
    found
}

/// Whether a URL that was shown as it is has a text of its own now: a link was made of a card.
fn has_new_text(
    address: &String,
    text: &str,
    known: &HashMap<String, Vec<String>>,
    found: &HashMap<String, Vec<String>>,
) -> bool {
    let has = |texts: &HashMap<String, Vec<String>>, text: &String| {
        texts.get(text).is_some_and(|addresses| addresses.contains(address))
    };
    text == address && found.keys().any(|text| text != address && has(found, text) && !has(known, text))
}

/// The link that an item stands for; a mention is none, since it shows whom it leads to.
fn link_of(document: &Document, node: NodeId) -> Option<NodeId> {
    let tree = &document.tree;
    let around = tree.parent(node);
    match tree.tag(node) {
        Tag::A => Some(node),
        Tag::RiUser => None,
        tag if tag.is_resource() && tree.tag(around) == Tag::Link => Some(around),
        _ => None,
    }
}

fn text_of(document: &Document, node: NodeId) -> String {
    seen::line(&document.tree, node..document.tree.after(node))
}

struct Item {
    kind: LossKind,
    /// What it is: of two with one key, either may stand for the other.
    key: String,
    /// The id that the service gave to it, if any.
    id: String,
    what: String,
    node: NodeId,
}

/// What a result holds and nothing of the base was found again in yet.
struct Left {
    named: HashMap<(LossKind, String, String), usize>,
    all: HashMap<(LossKind, String), usize>,
}

impl Left {
    fn of(items: impl Iterator<Item = Item>) -> Self {
        let mut left = Self { named: HashMap::new(), all: HashMap::new() };
        for item in items {
            *left.all.entry((item.kind, item.key.clone())).or_default() += 1;
            *left.named.entry((item.kind, item.key, item.id)).or_default() += 1;
        }
        left
    }

    fn add_anchors(&mut self, names: &BTreeSet<String>) {
        for name in names {
            *self.all.entry((LossKind::Macro, anchor_key(name))).or_default() += 1;
        }
    }

    fn take_named(&mut self, item: &Item) -> bool {
        let key = (item.kind, item.key.clone(), item.id.clone());
        match self.named.get_mut(&key).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                self.take_any(item)
            }
            None => false,
        }
    }

    /// Whether a new macro of the kind is in the result, which is not the old one.
    fn has_new(&self, item: &Item) -> bool {
        let key = (item.kind, item.key.clone(), String::new());
        item.kind == LossKind::Macro && self.named.get(&key).is_some_and(|&count| count > 0)
    }

    /// A link that is a card now, or a card that looks otherwise, leads where it led.
    fn take_card(&mut self, item: &Item) -> bool {
        let Some((address, _)) = item.key.rsplit_once(' ').filter(|_| item.kind == LossKind::Reference)
        else {
            return false;
        };
        let looks = APPEARANCES.iter().map(|look| format!("{address} {look}"));
        let found =
            looks.map(|key| (item.kind, key)).find(|key| self.all.get(key).is_some_and(|&count| count > 0));
        found.and_then(|key| self.all.get_mut(&key)).map(|count| *count -= 1).is_some()
    }

    fn take_any(&mut self, item: &Item) -> bool {
        match self.all.get_mut(&(item.kind, item.key.clone())).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                true
            }
            None => false,
        }
    }
}

fn items(document: &Document, ranges: &[Range<usize>]) -> impl Iterator<Item = Item> {
    nodes(document, ranges).filter_map(|node| item(document, node))
}

/// What is in some ranges of a document, wholly or in part.
fn nodes(document: &Document, ranges: &[Range<usize>]) -> impl Iterator<Item = NodeId> {
    let touches = move |node: &NodeId| {
        let span = document.tree.span(*node);
        let next = ranges.partition_point(|range| range.end < span.start);
        ranges.get(next).is_some_and(|range| range.start <= span.end)
    };
    (0..document.tree.len()).filter(touches)
}

fn item(document: &Document, node: NodeId) -> Option<Item> {
    let tree = &document.tree;
    let named = |kind, key: String, id: String, what: String| Some(Item { kind, key, id, what, node });
    let made = |kind, key: String, what: String| named(kind, key, String::new(), what);
    match tree.tag(node) {
        // A place is known by its name: whoever writes it anew has the same.
        Tag::Macro if tree.macro_name(node) == "anchor" => {
            let name = tree.macro_parameter(node, "").unwrap_or_default();
            made(LossKind::Macro, anchor_key(&name), format!("the macro `anchor` of the place `{name}`"))
        }
        Tag::Macro => {
            let name = tree.macro_name(node).into_owned();
            let id = tree.attribute(node, "ac:macro-id").filter(|_| macro_family(&name) == name);
            let family = macro_family(&name).to_owned();
            named(LossKind::Macro, family, id.unwrap_or_default().into_owned(), format!("the macro `{name}`"))
        }
        Tag::CommentMarker => {
            let text = tree.text(node);
            let reference = tree.attribute(node, "ac:ref")?.into_owned();
            let words: String = seen::one_line(&text).chars().take(60).collect();
            let on = if words.is_empty() { String::new() } else { format!(" on \"{words}\"") };
            made(LossKind::Comment, reference, format!("the anchor of the comment{on}"))
        }
        Tag::Task => {
            let key = task_id(tree, node).unwrap_or_default();
            named(LossKind::Task, String::new(), key, "a task".to_owned())
        }
        Tag::Image => {
            let uri = tree.address(node);
            made(LossKind::Image, uri.clone(), format!("the image {uri}"))
        }
        Tag::LayoutSection | Tag::LayoutCell => {
            let name = tree.name(node).to_owned();
            made(LossKind::Layout, name.clone(), format!("a {}", name.trim_start_matches("ac:")))
        }
        Tag::AdfExtension => {
            let inner = tree.child(node, Tag::AdfNode);
            let kind = inner.and_then(|inner| tree.attribute(inner, "type")).unwrap_or_default().into_owned();
            made(LossKind::Extension, kind.clone(), format!("the extension `{kind}`"))
        }
        Tag::Emoticon if emoji::picture(tree, node).is_none() => {
            let name = emoji::name(tree, node);
            made(LossKind::Emoji, name.clone(), format!("the emoji :{name}:"))
        }
        Tag::A => {
            let href = tree.attribute(node, "href").filter(|href| !href.is_empty())?;
            let card = tree.attribute(node, "data-card-appearance").unwrap_or_default();
            let what = if card.is_empty() { "the link to" } else { "the card of" };
            made(LossKind::Reference, format!("{href} {card}"), format!("{what} {href}"))
        }
        Tag::RiUser if !is_part(document, node) => Some(person(document, node)),
        tag if tag.is_resource() && tag != Tag::RiUrl && !is_part(document, node) => {
            let uri = tree.resource_uri(node, None);
            let card = tree.attribute(tree.parent(node), "ac:card-appearance").unwrap_or_default();
            let what = if card.is_empty() { "the link to" } else { "the card of" };
            made(LossKind::Reference, format!("{uri} {card}"), format!("{what} {uri}"))
        }
        _ => None,
    }
}

fn anchor_key(name: &str) -> String {
    format!("anchor {name}")
}

/// The id by which a task is known.
fn task_id(tree: &Tree, task: NodeId) -> Option<String> {
    let id = tree.child(task, Tag::TaskUuid).or_else(|| tree.child(task, Tag::TaskId))?;
    Some(tree.text(id).into_owned())
}

/// The service stores people by their keys: one who is named by a user name may be any of them.
fn person(document: &Document, node: NodeId) -> Item {
    let tree = &document.tree;
    let uri = tree.resource_uri(node, None);
    let has_key = ["ri:account-id", "ri:userkey"].iter().any(|name| tree.attribute(node, name).is_some());
    let what = format!("the link to {uri}");
    let id = if has_key { uri } else { String::new() };
    Item { kind: LossKind::Reference, key: "a person".to_owned(), id, what, node }
}

/// The macros that Markdown has words for may be written anew; they count by what they are, the others by identity.
fn macro_family(name: &str) -> &str {
    match name {
        "info" | "note" | "tip" | "warning" => "alert",
        "code" | "noformat" => "code block",
        "status" => "status label",
        "expand" => "expandable",
        other => other,
    }
}

/// The resource of an image, the page that an attachment is on, and what a parameter names go with what they are part of.
fn is_part(document: &Document, node: NodeId) -> bool {
    let tree = &document.tree;
    let around = tree.tag(tree.parent(node));
    let further = tree.tag(tree.parent(tree.parent(node)));
    around == Tag::Image || around.is_resource() || around == Tag::Parameter || further == Tag::Parameter
}

impl Document {
    /// The innermost block that a node is in.
    fn handle_around(&self, node: NodeId) -> Option<Handle> {
        self.tree.upward(node).find_map(|at| self.blocks.at_node(at)).map(Handle::of)
    }
}

/// Refuses losses that are not allowed, and says how to go on.
pub(crate) fn check(losses: &[Loss], allow: &AllowLoss) -> Result<(), ContentError> {
    let refused: Vec<&Loss> = losses.iter().filter(|loss| !allow.allows(loss.kind)).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let mut kinds: Vec<String> = refused.iter().map(|loss| loss.kind.to_string()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let shown: Vec<String> = refused.iter().take(20).map(ToString::to_string).collect();
    let more = refused.len().saturating_sub(20);
    // How to go on comes first: what would be lost may be long, and be cut.
    let mut message = format!(
        "this edit would lose {}. Nothing was changed. Put back what should stay, move or delete blocks by their handles, \
         or allow that loss. What would go: {}",
        kinds.join(", "),
        shown.join("; ")
    );
    if more > 0 {
        message.push_str(&format!("; and {more} more"));
    }
    Err(ContentError::new(ContentErrorKind::Loss, message))
}
