//! The parameters of a macro that is new, under the names by which models know them.

use super::Emitter;
use crate::content::ast::directive::Directive;
use crate::content::ast::{Ast, AstBlock, Inline, InlineKind, Source};
use crate::content::parameter_names;

/// Macros with a title above their body.
const TITLED: [&str; 7] = ["expand", "panel", "info", "note", "tip", "warning", "ui-expand"];

impl Emitter<'_> {
    /// The parameters of a new macro. A label can only be the title of one that has a title.
    pub(super) fn new_parameters(
        &self,
        at: usize,
        name: &str,
        directive: &Directive,
    ) -> Vec<(String, String)> {
        let mut parameters = directive.parameters().to_vec();
        if let Some(key) = directive.issue_key().filter(|_| name == "jira") {
            return vec![("key".to_owned(), key.to_owned())];
        }
        let names_page = matches!(name, "include" | "excerpt-include");
        let nameless = directive.label.clone().filter(|_| name == "anchor" || names_page);
        let takes_label = nameless.is_some() && directive.attribute("default").is_none();
        if let Some(value) = nameless.filter(|_| takes_label) {
            let named = if names_page { "page" } else { "default" };
            parameters.insert(0, (named.to_owned(), value));
        }
        parameter_names::as_stored(name, &mut parameters, &[]);
        if let Some(label) = directive.label.as_ref().filter(|_| !takes_label) {
            if TITLED.contains(&name) && directive.attribute("title").is_none() {
                parameters.insert(0, ("title".to_owned(), label.clone()));
            } else {
                let message = format!(
                    "`[{label}]` of `{name}` was left out: the macro has no label; write `{name}{{parameter=value}}`"
                );
                self.source.note(at, message);
            }
        }
        if let Some((_, title)) = parameters.iter().find(|(name, _)| name == "title") {
            self.tell_plain_title(at, title);
        }
        for word in &directive.words {
            let message = format!("`{word}` of `{name}` was left out; a parameter is written `name=value`");
            self.source.note(at, message);
        }
        parameters
    }

    /// Tells of links, images and directives in a title, which is plain text.
    pub(super) fn tell_plain_title(&self, at: usize, title: &str) {
        let leads = |part: &Inline<'_>| {
            matches!(
                part.kind,
                InlineKind::LinkOpen { .. } | InlineKind::ImageOpen { .. } | InlineKind::Directive(_)
            )
        };
        let is_plain = |block: &AstBlock<'_>| !block.inline.iter().any(leads);
        if title.is_empty() {
            return;
        }
        let Ok(source) = Source::new(title) else { return };
        if Ast::parse(&source).is_ok_and(|ast| !ast.blocks.iter().all(is_plain)) {
            let message = format!(
                "the Markdown in the title `{title}` was written as it stands: a title is plain text"
            );
            self.source.note(at, message);
        }
    }
}
