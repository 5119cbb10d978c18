//! New macros that would show nothing: they are told nothing of what they show, or nobody has them.

use super::Emitter;
use crate::content::ast::directive::Directive;
use crate::content::{macro_names, macro_needs};
use crate::storage::error::ContentError;

impl Emitter<'_> {
    /// Refuses a new macro that is told nothing of what it shows.
    pub(super) fn refuse_untold(
        &self,
        at: usize,
        name: &str,
        parameters: &[(String, String)],
    ) -> Result<(), ContentError> {
        let Some(needs) = macro_needs::of(name) else { return Ok(()) };
        let is_told = |(name, value): &(String, String)| {
            needs.one_of.contains(&name.as_str()) && !value.trim().trim_start_matches("page:").is_empty()
        };
        if parameters.iter().any(is_told) {
            return Ok(());
        }
        let message = format!("`{name}` does not say what it shows; write `{}`", needs.example);
        Err(self.source.refuse(at, message))
    }

    /// Tells of a new macro that nobody has, and refuses one that names nobody.
    pub(super) fn look_at_new(&self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        self.tell_unknown(at, directive);
        self.refuse_nobody(at, directive)
    }

    /// Refuses a new macro that names somebody whom nobody knows by that: people have ids in parameters.
    fn refuse_nobody(&self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        let names_nobody = |value: &str| matches!(value, "user:" | "user:me") || value.starts_with("[@");
        let name = directive.macro_name();
        match directive.parameters().iter().find(|(_, value)| names_nobody(value.trim())) {
            None => Ok(()),
            Some((parameter, value)) => {
                let message = format!(
                    "`{value}` names nobody in a parameter; write `{name}{{{parameter}=\"user:ID\"}}` with the id of the person"
                );
                Err(self.source.refuse(at, message))
            }
        }
    }

    /// Tells of a new macro that neither Confluence nor the page has: an app may have it, or it was meant as text.
    fn tell_unknown(&self, at: usize, directive: &Directive) {
        let name = directive.macro_name();
        let is_ours = matches!(name, "macro" | "layout" | "layout-section" | "layout-cell");
        let is_on_page = || self.base.is_some_and(|base| base.has_macro(name));
        if is_ours || macro_names::is_known(name) || is_on_page() {
            return;
        }
        let text = match self.source.written_from(at).starts_with(':') {
            true => "write a backslash before the first colon",
            false => "take the word `macro` away behind the fence",
        };
        let message = format!(
            "`{name}` was written as a macro, which Confluence does not have: the page shows it only where an app has it; for \
             text {text}"
        );
        self.source.note(at, message);
    }
}
