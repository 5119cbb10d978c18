//! What is found in a text before the parser sees it, and what is put in its place.

use std::ops::Range;

use super::{MARK, Rewritten};
use crate::content::normalize::GUARD;
use crate::storage::text::slice;

pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Address {
        is_short: bool,
    },
    /// The target of a link, with blanks in it.
    Target,
    /// `<https://example.com|text>`.
    Piped,
    /// A sign of Markdown, which is none where it stands.
    Sign,
    /// A place beside a delimiter at which its punctuation counts as a letter.
    Guard,
    /// A comment of another tool.
    Comment,
    Element {
        stands_alone: bool,
    },
}

impl Rewritten {
    pub(super) fn replace(&mut self, text: &str, found: &Found) {
        let written = slice(text, found.range.clone());
        match found.kind {
            Kind::Address { is_short: false } => {
                self.bare.insert(self.text.len());
                self.text.push('<');
                self.offsets.push(self.text.len(), found.range.start);
                self.text.push_str(written);
                self.text.push('>');
            }
            Kind::Address { is_short: true } => {
                self.bare.insert(self.text.len());
                self.text.push('[');
                self.offsets.push(self.text.len(), found.range.start);
                self.text.push_str(&format!("{written}](http://{written})"));
            }
            Kind::Piped => {
                let (address, label) =
                    written.trim_matches(['<', '>']).split_once('|').unwrap_or((written, ""));
                self.text.push('[');
                self.offsets.push(self.text.len(), found.range.start + 2 + address.len());
                self.text.push_str(label);
                self.text.push_str("](<");
                self.offsets.push(self.text.len(), found.range.start + 1);
                self.text.push_str(address);
                self.text.push_str(">)");
            }
            Kind::Target => {
                self.text.push('<');
                self.offsets.push(self.text.len(), found.range.start);
                self.text.push_str(written);
                self.text.push('>');
            }
            Kind::Sign => self.text.push('\\'),
            Kind::Guard => self.text.push(GUARD),
            Kind::Comment => {}
            Kind::Element { stands_alone } => {
                let gap = if stands_alone { "\n\n" } else { "" };
                self.text.push_str(gap);
                self.offsets.push(self.text.len(), found.range.start);
                self.text.push_str(&format!("{MARK}{}{MARK}{gap}", self.stored.len()));
                self.stored.push(written.to_owned());
            }
        }
    }
}
