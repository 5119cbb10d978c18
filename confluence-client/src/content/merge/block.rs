//! One block that changed, merged into the block it was.

use std::borrow::Cow;

use super::align::align;
use super::inline::exact_changes;
use super::merger::{Group, Level, Merger, Pair};
use crate::content::ast::directive::Directive;
use crate::content::ast::{AstBlock, AstKind};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::emit::{Container, Emitter, is_another};
use crate::content::fence::{Info, SETTINGS};
use crate::content::handle::Handle;
use crate::content::normalize::normalized;
use crate::content::parameters::{parameter_splices, section_type, set_parameter, set_parameters};
use crate::content::source_chars::all_chars_of;
use crate::content::splice::Splice;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::macros::Body;
use crate::storage::tag::Tag;
use crate::storage::text::{escape_into, unix_lines};
use crate::storage::tree::NodeId;

impl Merger<'_> {
    pub(crate) fn changed(
        &mut self,
        old: &[AstBlock<'_>],
        group: &Group,
        new: &AstBlock<'_>,
        container: Container,
    ) -> Result<(), ContentError> {
        let [old] = old else { return self.replace(group, new, container) };
        let &[id] = group.blocks.as_slice() else {
            return match (&old.kind, &new.kind) {
                (AstKind::Item { .. }, AstKind::Item { .. }) => self.entry(group, old, new, container),
                _ => self.lines(group, old, new, container),
            };
        };
        let block = *self.base.document.blocks.at(id);
        let node = block.node();
        let pair = Pair { id, node, group, old, new, container };
        if self.same_directive(group, new) {
            return self.same_head(&pair);
        }
        if let Some((name, parameters)) = alert_anew(&new.kind).filter(|_| self.is_alert(id)) {
            return self.titled_alert(&pair, name, parameters);
        }
        if let Some(name) = self.name_of_line(&pair) {
            return self.renamed_line(&pair, &name);
        }
        match (block.kind, &old.kind, &new.kind) {
            (BlockKind::List { .. } | BlockKind::TaskList, AstKind::List { .. }, AstKind::List { .. }) => {
                self.list(&pair)
            }
            (BlockKind::Item, AstKind::Item { .. }, AstKind::Item { done: None }) => {
                self.inside(&pair, node, Container::Item)
            }
            (BlockKind::Task, AstKind::Item { done: before }, AstKind::Item { done: Some(done) }) => {
                self.task(&pair, *before != Some(*done), *done)
            }
            (BlockKind::Item, AstKind::Item { .. }, AstKind::Item { done: Some(done) }) => {
                self.item_to_task(&pair, *done)
            }
            (BlockKind::Task, AstKind::Item { .. }, AstKind::Item { done: None }) => self.task_to_item(&pair),
            (_, AstKind::Item { .. }, AstKind::Item { .. }) => self.entry(group, old, new, container),
            (BlockKind::Quote, AstKind::Quote, AstKind::Quote) => self.inside(&pair, node, Container::Body),
            (BlockKind::Expand, AstKind::Details { summary: before }, AstKind::Details { summary }) => {
                self.expand(&pair, before, summary)
            }
            (_, AstKind::Container(before), AstKind::Container(after)) if before.handle == after.handle => {
                self.container(&pair, block.kind)
            }
            (BlockKind::Code, AstKind::Code { .. }, AstKind::Code { info, body }) => {
                self.code(&pair, info, body)
            }
            (BlockKind::Preformatted, AstKind::Code { .. }, AstKind::Code { info, body })
                if is_plain_fence(info) =>
            {
                self.preformatted(node, body)
            }
            (BlockKind::Image, AstKind::Paragraph, AstKind::Paragraph) => self.picture(&pair),
            (BlockKind::Table, AstKind::Table, AstKind::Table) => self.table(&pair),
            (BlockKind::Row, AstKind::Row, AstKind::Row) => self.row(&pair),
            (BlockKind::Cell, AstKind::Cell { .. }, AstKind::Cell { .. }) => self.cell(&pair),
            _ => self.replace(group, new, container),
        }
    }

    fn is_alert(&self, id: BlockId) -> bool {
        let block = self.base.document.blocks.at(id);
        block.kind == BlockKind::Alert && is_alert(&self.base.document.tree.macro_name(block.node()))
    }

    fn aligned_line(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        self.line(pair)?;
        self.set_alignment(pair);
        Ok(())
    }

    fn expand(&mut self, pair: &Pair<'_>, before: &str, title: &str) -> Result<(), ContentError> {
        if normalized(before) != normalized(title) {
            let splice = set_parameter(self.base.document, pair.id, ("title", Some(title.trim())), None)?;
            self.splices.extend(splice);
        }
        self.rich_body(pair)
    }

    /// Converts a block as a whole; the comments that were anchored in it go with their text.
    pub(crate) fn replace(
        &mut self,
        group: &Group,
        new: &AstBlock<'_>,
        container: Container,
    ) -> Result<(), ContentError> {
        self.handles.look_near(group.span.clone());
        let text = self.emit(std::slice::from_ref(new), container)?;
        let text = self.rewrapped(&group.blocks, text);
        self.instead(group, text);
        Ok(())
    }

    /// The element of a line that was one: a paragraph that is a heading now, or the other way round, keeps how it is aligned
    /// and what is in it.
    fn name_of_line(&self, pair: &Pair<'_>) -> Option<String> {
        let tree = &self.base.document.tree;
        let is_paragraph = tree.tag(pair.node) == Tag::P;
        match (self.base.kind(pair.id)?, &pair.old.kind, &pair.new.kind) {
            (BlockKind::Paragraph | BlockKind::Run, AstKind::Paragraph, AstKind::Paragraph) => {
                Some(tree.name(pair.node).to_owned())
            }
            (BlockKind::Heading(_), AstKind::Heading(_), AstKind::Heading(level)) => {
                Some(format!("h{level}"))
            }
            (BlockKind::Heading(_), AstKind::Heading(_), AstKind::Paragraph) => Some("p".to_owned()),
            (BlockKind::Paragraph, AstKind::Paragraph, AstKind::Heading(level)) if is_paragraph => {
                Some(format!("h{level}"))
            }
            _ => None,
        }
    }

    fn renamed_line(&mut self, pair: &Pair<'_>, name: &str) -> Result<(), ContentError> {
        if self.base.document.tree.name(pair.node) != name {
            self.rename(pair.node, name);
        }
        self.aligned_line(pair)
    }

    /// Gives an element another name.
    pub(super) fn rename(&mut self, node: NodeId, name: &str) {
        let tree = &self.base.document.tree;
        let (span, inner) = (tree.span(node), tree.inner_span(node));
        let start = span.start + 1;
        self.splices.push(Splice::new(start..start + tree.name(node).len(), name));
        if inner.end < span.end {
            self.splices.push(Splice::new(inner.end..span.end, format!("</{name}>")));
        }
    }

    /// A macro, or a part of a layout, whose name and parameters are the same.
    fn same_head(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        let tree = &self.base.document.tree;
        // Its bytes stay, if it says what it said.
        if tree.tag(pair.node) == Tag::AdfExtension {
            return self.emitter().extension(pair.new, self.base, pair.id);
        }
        if tree.tag(pair.node) != Tag::Macro {
            return self.inside(pair, pair.node, Container::Body);
        }
        match (tree.macro_body(pair.node), &pair.new.kind) {
            (Body::Rich(_), AstKind::Container(_)) => self.rich_body(pair),
            (Body::Plain(plain), AstKind::Code { body, .. }) => {
                self.plain_text(plain, body);
                Ok(())
            }
            // It says nothing of a body, which stays.
            (_, AstKind::Leaf(_)) => Ok(()),
            (_, AstKind::Code { .. }) => self.replace(pair.group, pair.new, pair.container),
            _ if pair.new.children.is_empty() => Ok(()),
            _ => self.replace(pair.group, pair.new, pair.container),
        }
    }

    fn plain_text(&mut self, plain: NodeId, body: &str) {
        let tree = &self.base.document.tree;
        let known = unix_lines(&tree.text(plain)).into_owned();
        if normalized(&known) != normalized(body) {
            let mut emitter = Emitter::new(self.new, None);
            emitter.plain_body(&with_old_lines(&known, body));
            self.splices.push(Splice::new(tree.span(plain), emitter.out));
        }
    }

    /// Merges the children of a block that stand between the tags of `element`.
    pub(super) fn inside(
        &mut self,
        pair: &Pair<'_>,
        element: NodeId,
        container: Container,
    ) -> Result<(), ContentError> {
        let level = Level {
            blocks: self.visible(self.base.document.blocks.children(pair.id)),
            inner: self.base.document.tree.inner_span(element),
            container,
            replace_empty: container != Container::Body,
        };
        self.level(&pair.old.children, &pair.new.children, &level)
    }

    fn rich_body(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        match self.base.document.tree.macro_body(pair.node) {
            Body::Rich(body) => self.inside(pair, body, Container::Body),
            _ => Ok(()),
        }
    }

    fn titled_alert(
        &mut self,
        pair: &Pair<'_>,
        name: &str,
        parameters: &[(String, String)],
    ) -> Result<(), ContentError> {
        let mut wanted: Vec<(&str, Option<&str>)> =
            parameters.iter().map(|(name, value)| (name.as_str(), Some(value.as_str()))).collect();
        if !wanted.iter().any(|(name, _)| *name == "title") {
            wanted.push(("title", None));
        }
        let deployment = self.new.options().deployment;
        self.splices.extend(set_parameters(self.base.document, pair.node, &wanted, deployment));
        let tree = &self.base.document.tree;
        let span = tree.attribute_span(pair.node, "ac:name");
        if let Some(span) = span.filter(|_| tree.macro_name(pair.node) != name) {
            self.splices.push(Splice::new(span, name));
        }
        self.rich_body(pair)
    }

    fn container(&mut self, pair: &Pair<'_>, kind: BlockKind) -> Result<(), ContentError> {
        let AstKind::Container(directive) = &pair.new.kind else { return Ok(()) };
        self.renamed(pair, directive)?;
        let document = self.base.document;
        match kind {
            BlockKind::Alert | BlockKind::Container => {
                let splices = parameter_splices(
                    document,
                    pair.id,
                    directive.parameters(),
                    self.new.options().deployment,
                )
                .map_err(|error| self.new.error(error.kind(), pair.new.range.start, error.message()))?;
                self.splices.extend(splices);
                self.rich_body(pair)
            }
            BlockKind::Layout | BlockKind::LayoutSection | BlockKind::LayoutCell => {
                if let (BlockKind::LayoutSection, Some(wanted)) = (kind, directive.attribute("type")) {
                    self.splices.extend(section_type(document, pair.node, wanted));
                }
                self.inside(pair, pair.node, Container::Body)
            }
            _ => self.replace(pair.group, pair.new, pair.container),
        }
    }

    /// The four alerts are one macro by four names; everything else is what its handle says.
    fn renamed(&mut self, pair: &Pair<'_>, directive: &Directive) -> Result<(), ContentError> {
        let (name, wanted) = (self.base.directive_name(pair.id), directive.macro_name());
        if name.as_deref() == Some(wanted) {
            return Ok(());
        }
        let span = self.base.document.tree.attribute_span(pair.node, "ac:name");
        match span.filter(|_| is_alert(wanted) && name.as_deref().is_some_and(is_alert)) {
            Some(span) => self.splices.push(Splice::new(span, wanted)),
            None => {
                let message = is_another(Handle::of(pair.id), name.as_deref(), wanted);
                return Err(self.new.error(ContentErrorKind::UnknownHandle, pair.new.range.start, message));
            }
        }
        Ok(())
    }

    /// Text that is kept as it is written. What marks it has between its unchanged ends is taken away, and not what it has in
    /// them.
    fn preformatted(&mut self, node: NodeId, body: &str) -> Result<(), ContentError> {
        let tree = &self.base.document.tree;
        let old = tree.text(node);
        let wanted = with_old_lines(&old, body).into_owned();
        let chars = all_chars_of(tree, tree.descendants(node));
        if let Some(splices) = exact_changes(tree, &chars, &old, &wanted) {
            self.splices.extend(splices);
            return Ok(());
        }
        let mut text = String::new();
        escape_into(&mut text, &wanted);
        self.splices.push(Splice::new(tree.inner_span(node), text));
        Ok(())
    }

    fn code(&mut self, pair: &Pair<'_>, info: &str, body: &str) -> Result<(), ContentError> {
        let document = self.base.document;
        let tree = &document.tree;
        if let Body::Plain(plain) = tree.macro_body(pair.node) {
            self.plain_text(plain, body);
        }
        let AstKind::Code { info: before, .. } = &pair.old.kind else { return Ok(()) };
        let (before, info) = (Info::parse(before), Info::parse(info));
        if before == info {
            return Ok(());
        }
        let language = Emitter::new(self.new, None).language(pair.new.range.start, &info);
        // Where the language is one, `text` says only that a title follows.
        let is_filler = language.as_deref() == Some("text") && before.language.is_empty();
        let said = |title: &Option<String>| title.as_deref().map(|title| normalized(title).into_owned());
        let mut told = vec![
            ("language", language, info.language != before.language && !is_filler),
            ("title", info.title.clone(), said(&info.title) != said(&before.title)),
        ];
        // Settings are not shown, so that whoever says nothing of one leaves it as it is.
        told.extend(SETTINGS.into_iter().map(|name| {
            let wanted = info.settings.get(name).cloned();
            let changed = wanted.is_some();
            (name, wanted, changed)
        }));
        for (name, wanted, changed) in told {
            let current = tree.macro_parameter(pair.node, name).filter(|value| !value.is_empty());
            if changed && current.as_deref() != wanted.as_deref() {
                self.splices.extend(set_parameter(document, pair.id, (name, wanted.as_deref()), None)?);
            }
        }
        Ok(())
    }
}

/// Code whose unchanged lines are those of the page, with what Markdown does not show of them.
fn with_old_lines<'b>(old: &str, new: &'b str) -> Cow<'b, str> {
    if matches!(normalized(old), Cow::Borrowed(_)) {
        return Cow::Borrowed(new);
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split('\n').collect(), new.split('\n').collect());
    let keys = |lines: &[&str]| lines.iter().map(|line| normalized(line).into_owned()).collect::<Vec<_>>();
    let (old_keys, new_keys) = (keys(&old), keys(&new));
    let (one, other): (Vec<&str>, Vec<&str>) =
        (old_keys.iter().map(String::as_str).collect(), new_keys.iter().map(String::as_str).collect());
    let mut lines = new.clone();
    for (line, place) in old.iter().zip(align(&one, &other)) {
        if let Some(kept) = place.and_then(|place| lines.get_mut(place)) {
            *kept = line;
        }
    }
    Cow::Owned(lines.join("\n"))
}

/// Whether a macro is one of the four that are one by four names.
pub(super) fn is_alert(name: &str) -> bool {
    matches!(name, "info" | "tip" | "note" | "warning")
}

/// The name and the parameters of one of the four alerts as it is written anew, with a title in its first line or none: with
/// a handle it says all of its parameters.
pub(super) fn alert_anew<'k>(kind: &'k AstKind<'_>) -> Option<(&'k str, &'k [(String, String)])> {
    match kind {
        AstKind::Alert(name) => Some((name, &[])),
        AstKind::Container(one) if one.handle.is_none() && is_alert(one.macro_name()) => {
            Some((one.macro_name(), one.parameters()))
        }
        _ => None,
    }
}

/// Whether a fence says nothing that text kept as it is could not say; with its handle it says `text`.
fn is_plain_fence(info: &str) -> bool {
    let info = Info::parse(info);
    matches!(&*info.language, "" | "text") && info.title.is_none() && info.settings.is_empty()
}

#[cfg(test)]
mod tests {
    use crate::content::merge::kept_bytes::edited as rewritten;

    #[test]
    fn an_alert_that_gets_a_title_or_loses_it_stays_as_it_is() {
        let body = "<ac:rich-text-body><p style=\"text-align: center;\">We <ac:inline-comment-marker ac:ref=\"c\">ship</ac:inline-comment-marker>.</p></ac:rich-text-body>";
        let alert = |name: &str, title: &str| {
            format!(
                "<ac:structured-macro ac:name=\"{name}\" ac:macro-id=\"m\">{title}{body}</ac:structured-macro><p>Behind.</p>"
            )
        };
        let title = "<ac:parameter ac:name=\"title\">Title</ac:parameter>";
        let titled = rewritten(&alert("info", ""), "> [!NOTE]", "> [!NOTE] Title");
        assert_eq!((titled.storage, titled.losses.len()), (alert("info", title), 0));
        let titled = rewritten(&alert("info", ""), "> [!NOTE]", "> [!TIP] Title");
        assert_eq!(titled.storage, alert("tip", title));
        let old = ":::info{#b1 title=Title}\n\nWe ship.\n\n:::";
        let untitled = rewritten(&alert("info", title), old, "> [!NOTE]\n> We ship.");
        assert_eq!(untitled.storage, alert("info", ""));
        let other = rewritten(&alert("info", title), old, "> [!NOTE] Other\n> We ship.");
        assert_eq!(other.storage, alert("info", &title.replace("Title", "Other")));
    }

    #[test]
    fn marks_in_text_that_is_kept_as_it_is_written_stay_where_nothing_changes() {
        let page = "<pre>Some <code>code1</code> other\n  two  <strong>words</strong> &amp; more</pre>";
        for (find, replace) in [("other", "others"), ("  two", "    two"), ("Some", "No"), ("more", "&lt;")] {
            let edited = rewritten(page, find, &replace.replace("&lt;", "<"));
            assert_eq!(edited.storage, page.replacen(find, replace, 1));
        }
    }

    #[test]
    fn the_text_of_a_mention_is_changed_where_it_has_one_and_told_where_it_has_none() {
        let user = "<ri:user ri:account-id=\"1:a\" />";
        let plain = format!("<p>Ask <ac:link>{user}</ac:link> now.</p>");
        let told = rewritten(&plain, "[@1:a]", "[our lead]");
        assert_eq!(told.storage, plain);
        assert!(
            told.notes.iter().any(|note| note.message.contains("`our lead` was left out")),
            "{:?}",
            told.notes
        );
        let custom = format!("<p>Ask <ac:link>{user}<ac:link-body>@Custom</ac:link-body></ac:link> now.</p>");
        let changed = rewritten(&custom, "[@Custom]", "[@Other one]");
        assert_eq!(changed.storage, custom.replace("@Custom", "@Other one"));
    }
}
