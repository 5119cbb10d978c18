//! How a page was shown to whoever wrote some Markdown of it: the ground on which it is merged.

use std::collections::HashSet;

use super::names::names_in;
use crate::content::ast::{Ast, Source};
use crate::content::base::Base;
use crate::content::document::Document;
use crate::content::emit::{Converted, converted};
use crate::content::render::{ReadOptions, Rendered};
use crate::content::write_options::WriteOptions;
use crate::storage::error::ContentError;

impl Document {
    /// Converts Markdown that quotes this content and stands elsewhere, such as a reply to a comment: what it names by a
    /// handle is copied.
    ///
    /// ```
    /// use confluence_client::content::{Document, WriteOptions};
    ///
    /// let toc = r#"<ac:structured-macro ac:name="toc" ac:macro-id="7" />"#;
    /// let reply = Document::parse(toc)?.quoted_in("> ::toc{#b1}\n\nWhy?", &WriteOptions::new())?;
    /// assert_eq!(reply.storage, format!("<blockquote>{toc}</blockquote><p>Why?</p>"));
    /// # Ok::<(), confluence_client::content::ContentError>(())
    /// ```
    ///
    /// # Errors
    /// As [`to_storage`](crate::content::to_storage), but for the handles.
    pub fn quoted_in(&self, markdown: &str, options: &WriteOptions) -> Result<Converted, ContentError> {
        let rendered = self.shown_to_author_of(markdown);
        converted(markdown, options, Some(&Base::new(self, &rendered)))
    }

    /// The page as whoever wrote this Markdown has seen it.
    pub(super) fn shown_to_author_of(&self, markdown: &str) -> Rendered {
        let clean = self.markdown(&ReadOptions::new().names(names_in(markdown)));
        let options = self.options_for(markdown, &clean.text);
        if options.is_clean() { clean } else { self.markdown(&options) }
    }

    /// How the page was shown to whoever wrote this Markdown: with handles, with comment anchors,
    /// with names of people.
    pub(super) fn options_for(&self, markdown: &str, shown: &str) -> ReadOptions {
        let named = ReadOptions::new().names(names_in(markdown));
        let has_more = |mark: &str| markdown.matches(mark).count() > shown.matches(mark).count();
        if !has_more(":c[") && !has_more(" {#b") {
            return named;
        }
        let Ok(source) = Source::new(markdown) else { return named };
        let Ok(ast) = Ast::parse(&source) else { return named };
        let marks = ast.shown();
        let clean = named.comments(marks.comments > 0);
        if marks.handles == 0 {
            return clean;
        }
        // Blocks that look alike show their handles always, and a copied line brings its own along: what decides is
        // which of the two ways to show the page has more of these lines.
        let with = clean.clone().handles(true);
        let (short, long) = (self.markdown(&clean), self.markdown(&with));
        let familiar = |text: &str| {
            let lines: HashSet<&str> = text.lines().collect();
            markdown.lines().filter(|line| lines.contains(line)).count()
        };
        let (one, other) = (familiar(&short.text), familiar(&long.text));
        if other > one || other == one && marks.handles > short.map.suffixes { with } else { clean }
    }
}
