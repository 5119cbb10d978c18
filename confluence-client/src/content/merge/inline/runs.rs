//! A line as texts with marks between them.

use std::ops::Range;

use crate::content::ast::directive::{Directive, STANDS_IN_LINE};
use crate::content::ast::{Inline, InlineKind, Source};
use crate::content::handle::Handle;
use crate::content::normalize::normalized;
use crate::content::source_chars::SourceChar;
use crate::invisible::is_space;

/// One text more than marks.
pub(super) struct Runs {
    pub(super) texts: Vec<String>,
    marks: Vec<Mark>,
}

/// What is between two texts.
struct Mark {
    text: String,
    side: Side,
    /// The handle of a directive, which an author who has never seen the page does not write.
    handle: Option<Handle>,
}

/// On which side of a mark a blank stands that is at it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
    /// Where it is written.
    Either,
    /// As [`Side::Either`], of a mark that shows nothing.
    Unseen,
    /// On none: a line ends here.
    None,
}

impl Runs {
    pub(super) fn of(pieces: &[Inline<'_>], source: &Source) -> Self {
        let mut runs = Self { texts: vec![String::new()], marks: Vec::new() };
        let mut inside_image = false;
        for piece in pieces {
            let (text, side) = match &piece.kind {
                InlineKind::Text(text, _) if !inside_image => {
                    if let Some(run) = runs.texts.last_mut() {
                        run.push_str(text);
                    }
                    continue;
                }
                InlineKind::Text(..) => continue,
                InlineKind::Open(mark) => (format!("<{mark}"), Side::Before),
                InlineKind::Close(mark) => (format!(">{mark}"), Side::Behind),
                InlineKind::LinkOpen { uri, title, card } => {
                    (format!("[{uri} {title}{card:?}"), Side::Before)
                }
                InlineKind::LinkClose => ("]".to_owned(), Side::Behind),
                InlineKind::Break => ("\n".to_owned(), Side::None),
                // The words of code are replaced as those of any text are.
                InlineKind::Code(code) => {
                    runs.push("`".to_owned(), Side::Before, None);
                    if let Some(run) = runs.texts.last_mut() {
                        run.push_str(code);
                    }
                    runs.push("`".to_owned(), Side::Behind, None);
                    continue;
                }
                InlineKind::CommentOpen => (":c".to_owned(), Side::Unseen),
                InlineKind::CommentClose(reference) => (format!("c:{reference}"), Side::Unseen),
                InlineKind::Directive(directive) if directive.handle.is_some() || is_macro(directive) => {
                    let anonymous = Directive { handle: None, ..(**directive).clone() };
                    runs.push(format!("{anonymous:?}"), Side::Either, directive.handle);
                    continue;
                }
                _ => (source.slice(piece.range.clone()).to_owned(), Side::Either),
            };
            inside_image = matches!(piece.kind, InlineKind::ImageOpen { .. });
            runs.push(text, side, None);
        }
        runs.fold();
        runs
    }

    fn push(&mut self, text: String, side: Side, handle: Option<Handle>) {
        self.marks.push(Mark { text: normalized(&text).into_owned(), side, handle });
        self.texts.push(String::new());
    }

    /// Leaves one blank of several, as a page shows it, and that outside of marks.
    fn fold(&mut self) {
        for text in &mut self.texts {
            let mut blank = false;
            text.retain(|character| {
                !std::mem::replace(&mut blank, is_space(character)) || !is_space(character)
            });
        }
        for (at, mark) in self.marks.iter().enumerate() {
            let Some((before, behind)) = self.texts.split_at_mut_checked(at + 1) else { continue };
            let (Some(before), Some(behind)) = (before.last_mut(), behind.first_mut()) else { continue };
            match mark.side {
                Side::Before if behind.starts_with(is_space) => {
                    behind.remove(0);
                    if !before.ends_with(is_space) {
                        before.push(' ');
                    }
                }
                Side::Behind if before.ends_with(is_space) => {
                    before.pop();
                    if !behind.starts_with(is_space) {
                        behind.insert(0, ' ');
                    }
                }
                _ => {}
            }
        }
        self.trim_lines();
    }

    /// A blank shows nothing at the start of a line, at its end, and behind another one.
    fn trim_lines(&mut self) {
        let mut blank = true;
        for (at, text) in self.texts.iter_mut().enumerate() {
            let before = at.checked_sub(1).and_then(|before| self.marks.get(before));
            blank = match before.map(|mark| mark.side) {
                Some(Side::None) => true,
                // Something is seen there.
                Some(Side::Either) => false,
                _ => blank,
            };
            if blank && text.starts_with(is_space) {
                text.remove(0);
            }
            blank = if text.is_empty() { blank } else { text.ends_with(is_space) };
            let ends = self.marks.get(at).is_none_or(|mark| mark.side == Side::None);
            if ends && text.ends_with(is_space) {
                text.pop();
            }
        }
    }

    /// Whether another line has the same marks. One that says no handle may mean any.
    pub(super) fn is_marked_as(&self, after: &Self) -> bool {
        let is_same = |(one, other): (&Mark, &Mark)| {
            one.text == other.text && (one.handle == other.handle || other.handle.is_none())
        };
        self.marks.len() == after.marks.len() && self.marks.iter().zip(&after.marks).all(is_same)
    }

    /// Where the characters of each text are on the page; `None` for a text that the page has no characters for.
    pub(super) fn locate(&self, chars: &[SourceChar]) -> Option<Vec<Option<Range<usize>>>> {
        let mut places = Vec::with_capacity(self.texts.len());
        let mut at = 0;
        let mut mention = false;
        for (index, text) in self.texts.iter().enumerate() {
            let mark = index.checked_sub(1).and_then(|before| self.marks.get(before)).map(|mark| &*mark.text);
            mention = match mark {
                // The page has the name of a mention only where it has a text of its own.
                Some(mark) if mark.starts_with("[user:") => {
                    text.starts_with('@') && matched(chars, at, text).is_none()
                }
                Some("]") => false,
                _ => mention,
            };
            if mention {
                places.push(None);
                continue;
            }
            match matched(chars, at, text) {
                Some(end) => {
                    places.push(Some(at..end));
                    at = end;
                }
                None if mark.is_some_and(|mark| mark.starts_with('[')) => places.push(None),
                None => return None,
            }
        }
        (at == chars.len()).then_some(places)
    }
}

/// Whether a directive within a line is a macro, which has a handle on the page.
pub(super) fn is_macro(directive: &Directive) -> bool {
    !STANDS_IN_LINE.contains(&&*directive.name) && directive.name != "c"
}

fn matched(chars: &[SourceChar], at: usize, text: &str) -> Option<usize> {
    let mut end = at;
    for character in text.chars() {
        if chars.get(end)?.character != character {
            return None;
        }
        end += 1;
    }
    Some(end)
}
