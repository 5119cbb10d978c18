//! The title of a folded block, which is plain text on one line.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::AstKind;
use super::builder::Builder;
use super::one_line::OneLine;
use crate::content::normalize::GUARD;

impl Builder<'_> {
    /// Takes text that belongs to the title of a folded block.
    pub(super) fn take_summary(&mut self, text: &str) -> bool {
        if !self.in_summary {
            return false;
        }
        if text.starts_with(char::is_whitespace) {
            self.summary_event(&Event::SoftBreak);
        }
        for (event, _) in OneLine::of(text.trim(), true).events(&self.source.known) {
            self.summary_event(&event);
        }
        if text.ends_with(char::is_whitespace) {
            self.summary_event(&Event::SoftBreak);
        }
        true
    }

    /// Takes what the parser found in the title of a folded block, which is plain text on one line.
    pub(super) fn summary_event(&mut self, event: &Event<'_>) {
        let Some(block) = self.open.last_mut() else { return };
        let AstKind::Details { summary } = &mut block.kind else { return };
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let message = format!(
                    "`{dest_url}` was left out of the title of a folded block, which is plain text; put it into the block"
                );
                self.source.note(block.range.start, message);
            }
            Event::Text(part) | Event::Code(part) => {
                summary.extend(part.chars().filter(|&sign| sign != GUARD))
            }
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Heading(_))
                if !summary.is_empty() && !summary.ends_with(' ') =>
            {
                summary.push(' ');
            }
            _ => {}
        }
    }
}
