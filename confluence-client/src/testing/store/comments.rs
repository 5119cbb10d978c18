//! Footer and inline comments.

use super::super::failure::Failure;
use super::super::representation::Body;
use super::Store;
use super::content::{Comment, Content, Kind, Status};
use super::selection;
use super::write::NewContent;

/// A comment to be created.
#[derive(Clone, Debug)]
pub(crate) struct NewComment {
    pub(crate) kind: Kind,
    /// The record commented on; absent for a reply.
    pub(crate) container: Option<u64>,
    pub(crate) reply_to: Option<u64>,
    pub(crate) body: Body,
    pub(crate) selection: Option<Selection>,
    pub(crate) author: String,
}

/// The text that an inline comment is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    pub(crate) text: String,
    pub(crate) match_count: u64,
    pub(crate) match_index: u64,
}

impl Store {
    /// Creates a comment or a reply; an inline one marks its text in the body of the page.
    ///
    /// # Errors
    /// 404 for an unknown container, 400 for a reply of another kind or a selection that does not occur.
    pub(crate) fn create_comment(&mut self, new: NewComment) -> Result<u64, Failure> {
        let thread = new.reply_to.map(|id| self.seen_as(new.kind, id, &new.author).cloned()).transpose()?;
        let container = new.container.or_else(|| thread.as_ref().and_then(|thread| thread.parent));
        let container = container.ok_or_else(|| {
            Failure::invalid("Exactly one of pageId, blogPostId, attachmentId, customContentId or parentCommentId is needed")
        })?;
        let page = self.seen(container, &new.author)?.clone();
        let mut details = Comment { reply_to: new.reply_to, ..Comment::default() };
        if new.kind == Kind::InlineComment {
            details = self.anchor(&page, thread.as_ref(), new.selection, details)?;
        }
        let title = format!("Re: {}", page.title());
        let record =
            NewContent::new(new.kind, page.space, &title, &new.author).body(new.body).parent(Some(page.id));
        let id = self.create(record)?;
        if let Some(content) = self.contents.get_mut(&id) {
            content.comment = Some(details);
        }
        Ok(id)
    }

    fn anchor(
        &mut self,
        page: &Content,
        thread: Option<&Content>,
        selection: Option<Selection>,
        mut details: Comment,
    ) -> Result<Comment, Failure> {
        if let Some(above) = thread.and_then(|thread| thread.comment.as_ref()) {
            return Ok(Comment { reply_to: details.reply_to, resolved_by: None, ..above.clone() });
        }
        let selection = selection.ok_or_else(|| Failure::invalid("inlineCommentProperties are required"))?;
        let marker = self.uuid();
        let storage = mark(&page.latest().body.storage, &selection, &marker)?;
        if let Some(revision) =
            self.contents.get_mut(&page.id).and_then(|content| content.revisions.last_mut())
        {
            revision.body = Body::storage(storage);
        }
        details.resolution = "open";
        details.marker = marker;
        details.selection = selection.text;
        Ok(details)
    }

    /// The comments on a record that start a thread, by id.
    pub(crate) fn threads(&self, container: u64, kind: Kind) -> impl Iterator<Item = &Content> {
        let root = |comment: &&Content| comment.comment.as_ref().is_some_and(|it| it.reply_to.is_none());
        self.comments(container, kind).filter(root)
    }

    /// Every comment on a record, replies included, by id.
    pub(crate) fn comments(&self, container: u64, kind: Kind) -> impl Iterator<Item = &Content> {
        self.belonging(container).filter(move |it| it.kind == kind && it.status == Status::Current)
    }

    /// The replies to a comment, by id.
    pub(crate) fn replies(&self, comment: &Content) -> impl Iterator<Item = &Content> {
        let id = comment.id;
        let answers =
            move |it: &&Content| it.comment.as_ref().is_some_and(|details| details.reply_to == Some(id));
        self.comments(comment.parent.unwrap_or_default(), comment.kind).filter(answers)
    }

    /// Removes a comment and all replies to it.
    pub(crate) fn delete_comment(&mut self, id: u64) {
        let Some(comment) = self.contents.get(&id).cloned() else { return };
        let below: Vec<u64> = self.replies(&comment).map(|reply| reply.id).collect();
        for reply in below {
            self.delete_comment(reply);
        }
        self.purge(id);
    }

    /// What became of the anchor of an inline comment: `dangling` when its mark left the page.
    pub(crate) fn resolution(&self, comment: &Content) -> &'static str {
        let details = comment.comment.as_ref().filter(|_| comment.kind == Kind::InlineComment);
        let page = comment.parent.and_then(|page| self.contents.get(&page));
        let marked = page.zip(details).is_some_and(|(page, details)| {
            page.latest().body.storage.contains(&format!("ac:ref=\"{}\"", details.marker))
        });
        match details {
            Some(details) if marked || details.resolution == "resolved" => details.resolution,
            Some(_) => "dangling",
            None => "",
        }
    }

    /// A random identifier of the usual form.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (fastrand::u64(..), fastrand::u64(..));
        format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0xfff,
            low & 0xffff_ffff_ffff
        )
    }
}

/// Wraps the chosen occurrence of a text in a comment mark.
fn mark(storage: &str, selection: &Selection, marker: &str) -> Result<String, Failure> {
    let found = selection::find(storage, &selection.text);
    let stated = usize::try_from(selection.match_count).unwrap_or(usize::MAX);
    if found.is_empty() || stated != found.len() {
        return Err(Failure::invalid(format!(
            "The text selection must occur in the page: textSelectionMatchCount is {stated}, found {}",
            found.len()
        )));
    }
    let index = usize::try_from(selection.match_index).unwrap_or(usize::MAX);
    let runs = found.get(index).ok_or_else(|| Failure::invalid("textSelectionMatchIndex is out of range"))?;
    Ok(selection::marked(storage, runs, marker))
}
