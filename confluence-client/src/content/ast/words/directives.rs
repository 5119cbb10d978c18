//! What looks like a directive within a line and is none.

use super::{Text, until_end};
use crate::content::macro_names;

/// The longest name that an author is told of: each colon of a text is looked at.
const LONGEST_NAME: usize = 40;

impl Text<'_> {
    /// `:mention[Ada]` and the like are text, and their author is told so.
    pub(super) fn unknown_directive<K>(&self, at: usize, rest: &str) -> Option<K> {
        let before = self.text.get(..at)?.chars().next_back();
        let rest = rest.strip_prefix(':')?;
        if let Some(behind) = rest.strip_prefix(':') {
            self.macro_in_line(at, behind, before);
            return None;
        }
        let near = rest.bytes().take(LONGEST_NAME);
        let length = near.take_while(|&byte| byte.is_ascii_alphanumeric() || byte == b'-').count();
        let (name, behind) = rest.split_at_checked(length)?;
        if behind.starts_with(':') && is_icon(name) {
            let message = format!(
                "`:{name}:` is an icon of another tool, and was written as text; an emoji is its character, or `:rocket:`"
            );
            self.source.note(self.place(at), message);
            return None;
        }
        let close = match behind.as_bytes().first()? {
            b'[' => ']',
            b'{' if has_label(name) => '}',
            _ => return None,
        };
        let inside = until_end(behind.get(1..)?, close)?;
        let begins = before.is_none_or(|sign| !sign.is_alphanumeric() && !matches!(sign, ':' | '_' | '.'));
        if begins && name.starts_with(|first: char| first.is_ascii_alphabetic()) && !inside.is_empty() {
            let shown = format!(":{name}{}{inside}{close}", behind.get(..1)?);
            let message = format!(
                "`{shown}` is not a directive within a line, and was written as text; {}",
                instead_of_directive(name)
            );
            self.source.note(self.place(at), message);
        }
        None
    }

    /// `Contents: ::toc`: what begins with two colons is a macro only on a line of its own.
    fn macro_in_line(&self, at: usize, behind: &str, before: Option<char>) {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        let length = behind.bytes().take(LONGEST_NAME).take_while(is_name).count();
        let (name, rest) = behind.split_at_checked(length).unwrap_or((behind, ""));
        let ends =
            rest.chars().next().is_none_or(|next| next.is_whitespace() || matches!(next, '{' | '.' | ','));
        let is_apart = before.is_some_and(char::is_whitespace);
        if is_apart && ends && macro_names::is_known(name) {
            let message = format!(
                "`::{name}` was written as text; a macro with two colons stands alone on its line, and one within a line is \
                 `:name{{parameter=value}}`"
            );
            self.source.note(self.place(at), message);
        }
    }
}

/// Directives whose words stand in brackets.
fn has_label(name: &str) -> bool {
    matches!(&*name.to_ascii_lowercase(), "status" | "date" | "emoticon" | "placeholder")
}

/// Whether a name between colons is that of an icon, as tools that make sites of Markdown have them.
fn is_icon(name: &str) -> bool {
    let collections =
        ["material-", "fontawesome-", "octicons-", "simple-", "fa-", "mdi-", "bi-", "fas-", "fab-"];
    collections.iter().any(|lead| name.starts_with(lead))
}

/// What to write in place of a directive that nothing knows.
pub(in super::super) fn instead_of_directive(name: &str) -> &'static str {
    match &*name.to_ascii_lowercase() {
        "mention" | "user" | "person" | "people" => "a mention is `[@Name](user:ACCOUNT_ID)`",
        "emoji" | "icon" => "an emoji is its character, or `:rocket:`",
        "status" | "badge" | "label" | "lozenge" | "tag" | "pill" => "a status is `:status[DONE]{green}`",
        "date" | "time" | "datetime" => "a date is `:date[2026-11-23]`",
        "emoticon" => "an emoticon of the site is `:emoticon{name=tick}`",
        "placeholder" => "a hint is `:placeholder{text=\"what to fill in\"}`",
        "link" | "page" => "a link to a page is `[text](<page:Title>)`",
        "image" | "img" => "an image is `![alt](attachment:a.png)`",
        "jira" | "issue" => "an issue is `:jira{key=ABC-1}`",
        _ => "a macro within a line is `:name{parameter=value}`",
    }
}
