//! The further paragraphs of a definition, which stand indented below it: to the parser they are code.

use std::ops::Range;

use super::Feed;
use crate::content::ast::{AstKind, Source};
use crate::storage::error::ContentError;

impl<'m> Feed<'m> {
    /// Whether the block that stands right before this place says what a term means.
    pub(super) fn is_behind_definition(&self) -> bool {
        let before = self.builder.open.last().and_then(|parent| parent.children.last());
        // A definition of HTML ends with its tag.
        let is_html = |start: usize| self.builder.source.text().get(start..start + 3) == Some("<dd");
        before
            .is_some_and(|before| matches!(before.kind, AstKind::Definition) && !is_html(before.range.start))
    }

    /// Reads the lines as paragraphs of the definition. Indentation within a paragraph means nothing to the parser, so that
    /// its lines can be read as they stand.
    pub(super) fn definition_goes_on(&mut self) -> Result<(), ContentError> {
        let lines = self.definition.take().unwrap_or_default();
        let source: &'m Source = self.builder.source;
        let before = self.builder.open.last().map_or(0, |parent| parent.children.len());
        for paragraph in paragraphs(source, &lines) {
            let text = source.slice(paragraph.clone());
            self.markdown(text, paragraph.start)?;
        }
        let Some(parent) = self.builder.open.last_mut() else { return Ok(()) };
        let added = parent.children.split_off(before.min(parent.children.len()));
        if let Some(definition) = parent.children.last_mut() {
            definition.children.extend(added);
        }
        Ok(())
    }
}

/// The lines that stand together, without a blank one or the marker of a quote between.
fn paragraphs(source: &Source, lines: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    for line in lines.iter().filter(|line| !source.slice((*line).clone()).trim().is_empty()) {
        let goes_on = |before: &&mut Range<usize>| {
            let between = source.slice(before.end..line.start);
            let text = source.slice((*before).clone());
            text.ends_with('\n') && !text.ends_with("\n\n") && between.trim_matches([' ', '\t']).is_empty()
        };
        match paragraphs.last_mut().filter(goes_on) {
            Some(paragraph) => paragraph.end = line.end,
            None => {
                let text = source.slice(line.clone());
                let indented = text.len() - text.trim_start_matches([' ', '\t']).len();
                paragraphs.push(line.start + indented..line.end);
            }
        }
    }
    paragraphs
}
