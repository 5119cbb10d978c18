//! Replacing text, found as a reader sees it, by Markdown.

use super::markup::{has_blocks, is_markup, without_markup};
use super::wanted::within_bounds;
use super::{Found, Plan, Replacement, choose, shortened};
use crate::content::base::Base;
use crate::content::document::Document;
use crate::content::emit::{checked, clean};
use crate::content::merge::merge;
use crate::content::splice::{Splice, apply};
use crate::content::writing::Writing;
use crate::spellings::other_spellings;
use crate::storage::error::{ContentError, ContentErrorKind};

impl Document {
    pub(in crate::content::edit) fn replace_text_by_markdown(
        &self,
        wanted: &Replacement<'_>,
        plan: &mut Plan,
        writing: &Writing<'_>,
    ) -> Result<Vec<Splice>, ContentError> {
        let Replacement { find, replace, which, within } = *wanted;
        if !is_markup(replace) && !has_blocks(replace) {
            // What says no more than its letters leaves all marks around it where they are.
            let text = without_markup(replace).filter(|text| *text != replace.trim());
            let text = text.unwrap_or_else(|| replace.to_owned());
            return self.replace_text(&Replacement { replace: &text, ..*wanted }, plan, writing);
        }
        let blocks = self.searched(find, within)?;
        let mut spellings = std::iter::once(find.to_owned()).chain(other_spellings(find));
        let stand_in = self.stand_in();
        let found = spellings.find_map(|find| {
            let found = self.find(&find, &stand_in, blocks.clone());
            found.map(|found| (!found.is_empty()).then_some((find, found))).transpose()
        });
        match found.transpose()? {
            Some((find, found)) => {
                let chosen = choose(found, &find, which)?;
                self.by_stand_in(chosen, &find, (&stand_in, replace), writing)
            }
            // What is quoted with its marks is replaced with them anyway.
            None => self.replace_text(wanted, plan, writing),
        }
    }

    /// Writes Markdown where some texts are: first a word that stands for it, then, in the Markdown of the page, itself.
    fn by_stand_in(
        &self,
        found: Vec<Found>,
        find: &str,
        (stand_in, replace): (&str, &str),
        writing: &Writing<'_>,
    ) -> Result<Vec<Splice>, ContentError> {
        let replace = clean(replace);
        // Whoever ends a text with the end of a line means none in the line that it goes into.
        let replace = replace.trim_matches('\n');
        if replace.contains('\n') {
            let message = "the new Markdown has several lines; replace the block in which the text is";
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        }
        within_bounds(found.len(), replace)?;
        let count = found.len();
        if found.iter().any(|found| found.stuck.is_some()) {
            return Err(unfit(find));
        }
        let splices = found.into_iter().flat_map(|found| found.change.splices).collect();
        let marked = checked(&apply(self.storage(), splices))?;
        let (shown, marked) = (self.shown_to_author_of(replace), marked.shown_to_author_of(replace));
        if marked.text.matches(stand_in).count() != count {
            return Err(unfit(find));
        }
        let mut markdown = String::with_capacity(marked.text.len() + count * replace.len());
        let mut written = Vec::with_capacity(count);
        for (at, part) in marked.text.split(stand_in).enumerate() {
            if at > 0 {
                written.push(markdown.len());
                markdown.push_str(replace);
            }
            markdown.push_str(part);
        }
        writing.of_part(&markdown, (&written, replace.len()), || {
            merge(&Base::new(self, &shown), &markdown, writing)
        })
    }

    /// A word that is not on the page.
    fn stand_in(&self) -> String {
        let mut word = "xreplacedx".to_owned();
        while self.storage().contains(&word) {
            word.push('x');
        }
        word
    }
}

fn unfit(find: &str) -> ContentError {
    let message = format!(
        "`{}` is where no Markdown can be written, such as a title, a URL or a code block; replace it by text, or \
         replace its block",
        shortened(find)
    );
    ContentError::new(ContentErrorKind::InvalidEdit, message)
}

#[cfg(test)]
mod tests {
    use crate::content::document::Document;
    use crate::content::edit::Edit;

    #[test]
    fn paragraphs_are_refused_where_a_part_of_a_line_is_replaced() {
        let page = Document::parse("<p>A b. Long one.</p>").unwrap();
        let error =
            page.edit(&[Edit::replace_text("Long one.", "Short.\n\nNew para.").markdown()]).unwrap_err();
        assert!(error.message().contains("replace the block"), "{error}");
        let edited = page.edit(&[Edit::replace_text("Long one.", "Short.").markdown()]).unwrap();
        assert_eq!(edited.storage, "<p>A b. Short.</p>");
    }

    #[test]
    fn notes_name_the_place_in_what_was_written() {
        let page = Document::parse("<h1>T</h1><p>x</p><p>Look here, please.</p>").unwrap();
        let edit = Edit::replace_text("here", "at ![x](p/q.png) now").markdown();
        let notes = page.edit(&[edit]).unwrap().notes;
        let position = notes.iter().find_map(|note| note.position).unwrap();
        assert_eq!((position.line, position.column), (1, 4), "{notes:?}");
    }
}
