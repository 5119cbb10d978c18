//! Directives within a line: statuses, dates, emoticons, hints of templates.

use super::Emitter;
use crate::content::ast::Inline;
use crate::content::ast::directive::Directive;
use crate::content::parameters::set_parameters;
use crate::content::short_codes;
use crate::content::splice::apply_within;
use crate::content::status_colours::{capitalised, is_colour, no_colour};
use crate::storage::emoji;
use crate::storage::error::ContentError;
use crate::storage::text::{attribute_into, escape_into, slice};

impl Emitter<'_> {
    pub(super) fn directive(
        &mut self,
        piece: &Inline<'_>,
        directive: &Directive,
    ) -> Result<(), ContentError> {
        let at = piece.range.start;
        match &*directive.name {
            "status" if directive.handle.is_none() => self.status(at, directive),
            "date" => self.date(at, directive),
            "emoticon" => self.emoticon(at, directive),
            "placeholder" => {
                self.placeholder(directive);
                Ok(())
            }
            _ => self.bodiless(at, directive),
        }
    }

    /// A hint of a template; one of the page with another text stays what it asks for: a name, a file.
    fn placeholder(&mut self, directive: &Directive) {
        let text = directive.attribute("text").or(directive.label.as_deref()).unwrap_or("");
        let known = self.base.zip(self.placeholders.pop_front());
        let open = known.map(|(base, node)| {
            let tree = &base.document.tree;
            slice(tree.source(), tree.span(node).start..tree.inner_span(node).start)
        });
        self.out.push_str(open.filter(|open| !open.ends_with("/>")).unwrap_or("<ac:placeholder>"));
        escape_into(&mut self.out, text);
        self.out.push_str("</ac:placeholder>");
    }

    fn emoticon(&mut self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        let word = directive.words.first().map(String::as_str);
        let name = directive.attribute("name").or(directive.label.as_deref()).or(word);
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return Err(self.source.refuse(at, "the emoticon has no name; write `:emoticon{name=tick}`"));
        };
        let shown = [format!(":emoticon{{name={name}}}"), format!(":emoticon{{name=\"{name}\"}}")];
        let known = self.base.and_then(|base| shown.iter().find_map(|shown| base.atom(shown)));
        if let Some(bytes) = known {
            self.out.push_str(bytes);
            return Ok(());
        }
        let is_standard = emoji::character(name).is_some();
        let short = short_codes::leading(&format!(":{name}:"), None).filter(|_| !is_standard);
        if let Some((character, _)) = short {
            self.out.push_str(character);
            return Ok(());
        }
        if !is_standard {
            // What a site has made is known by an id, which no name tells.
            let message = format!(
                "`{name}` is not an emoticon that every site has, and the page has none of that name whose id could be taken: it may \
                 show nothing; write the character of an emoji, or add it in Confluence"
            );
            self.source.note(at, message);
        }
        self.out.push_str("<ac:emoticon");
        attribute_into(&mut self.out, "ac:name", name);
        self.out.push_str(" />");
        Ok(())
    }

    fn status(&mut self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        let status = self.read_status(at, directive)?;
        if status.title.trim().is_empty() {
            return Err(self.source.refuse(at, "the status has no text; write `:status[DONE]{green}`"));
        }
        if let Some(base) = self.base
            && let Some(node) = self.statuses.pop_front()
        {
            let tree = &base.document.tree;
            let colour = if tree.macro_parameter(node, "color").is_some() { "color" } else { "colour" };
            let stored = tree.macro_parameter(node, colour);
            // The service takes the words for colours in any case.
            let kept = stored.as_deref().zip(status.colour.as_deref());
            let kept = kept.filter(|(one, other)| one.eq_ignore_ascii_case(other)).map(|(one, _)| one);
            let wanted = [
                ("title", Some(&*status.title)),
                (colour, kept.or(status.colour.as_deref())),
                ("subtle", status.subtle.as_deref()),
            ];
            let splices = set_parameters(base.document, node, &wanted, self.source.options().deployment);
            self.out.push_str(&apply_within(tree.source(), tree.span(node), splices));
            return Ok(());
        }
        self.out.push_str("<ac:structured-macro ac:name=\"status\" ac:schema-version=\"1\">");
        self.parameter("title", &status.title);
        for (name, value) in [("colour", status.colour), ("subtle", status.subtle)] {
            if let Some(value) = value {
                self.parameter(name, &value);
            }
        }
        self.out.push_str("</ac:structured-macro>");
        Ok(())
    }

    fn read_status(&self, at: usize, directive: &Directive) -> Result<Status, ContentError> {
        let title = directive.label.as_deref().or_else(|| directive.attribute("title")).unwrap_or("");
        let mut status = Status { title: title.to_owned(), colour: None, subtle: None };
        for (name, value) in &directive.attributes {
            match &*name.to_ascii_lowercase() {
                "title" if directive.label.is_none() => {}
                "colour" | "color" if is_colour(value) => status.colour = Some(capitalised(value)),
                "colour" | "color" if value.starts_with('#') => status.colour = Some(value.clone()),
                "colour" | "color" => return Err(self.source.refuse(at, no_colour(value))),
                "subtle" if matches!(&**value, "true" | "false") => status.subtle = Some(value.clone()),
                _ => {
                    let message =
                        format!("`{name}` of the status was left out; write `:status[TEXT]{{green subtle}}`");
                    self.source.note(at, message);
                }
            }
        }
        let words = directive.words.iter().flat_map(|word| word.split(','));
        for word in words.filter(|word| !word.is_empty()) {
            match &*word.to_ascii_lowercase() {
                "subtle" => status.subtle = Some("true".to_owned()),
                _ if is_colour(word) => status.colour = Some(capitalised(word)),
                _ => return Err(self.source.refuse(at, no_colour(word))),
            }
        }
        Ok(status)
    }

    fn date(&mut self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        let word = directive.words.first().map(String::as_str);
        let date =
            directive.label.as_deref().or_else(|| directive.attribute("datetime")).or(word).unwrap_or("");
        let shape = date.len() == 10
            && date.bytes().enumerate().all(|(index, byte)| match index {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            let message = format!("`:date[{date}]` is not a date; write it as `:date[2026-11-23]`");
            return Err(self.source.refuse(at, message));
        }
        if date.parse::<jiff::civil::Date>().is_err() {
            return Err(self.source.refuse(at, format!("`:date[{date}]` is not a day of the calendar")));
        }
        self.out.push_str("<time");
        attribute_into(&mut self.out, "datetime", date);
        self.out.push_str(" />");
        Ok(())
    }
}

/// What Markdown says of a status.
struct Status {
    title: String,
    colour: Option<String>,
    subtle: Option<String>,
}
