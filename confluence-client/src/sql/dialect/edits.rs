//! Text that is put around tokens, which stay what they are until all of it is known.

use super::operands::Span;
use super::token::Token;

/// What is put before and behind tokens, and in their place.
pub(super) struct Edits {
    before: Vec<String>,
    instead: Vec<Option<String>>,
    behind: Vec<String>,
    any: bool,
}

impl Edits {
    pub(super) fn of(tokens: &[Token<'_>]) -> Self {
        let many = tokens.len();
        Self {
            before: vec![String::new(); many],
            instead: vec![None; many],
            behind: vec![String::new(); many],
            any: false,
        }
    }

    /// Puts a call around a value. What comes later goes around what came before.
    pub(super) fn call(&mut self, name: &str, (start, end): Span) {
        self.any = true;
        if let Some(before) = self.before.get_mut(start) {
            before.insert_str(0, &format!("{name}("));
        }
        if let Some(behind) = self.behind.get_mut(end) {
            behind.push(')');
        }
    }

    /// Puts a text in the place of a token.
    pub(super) fn put(&mut self, at: usize, text: impl Into<String>) {
        self.any = true;
        if let Some(instead) = self.instead.get_mut(at) {
            *instead = Some(text.into());
        }
    }

    /// The statement as it is then; nothing where it stays.
    pub(super) fn made(self, tokens: &[Token<'_>]) -> Option<String> {
        if !self.any {
            return None;
        }
        let parts = self.before.into_iter().zip(self.instead).zip(self.behind);
        let mut made = String::new();
        for (((before, instead), behind), token) in parts.zip(tokens) {
            made.push_str(&before);
            made.push_str(instead.as_deref().unwrap_or(&token.text));
            made.push_str(&behind);
        }
        Some(made)
    }
}
