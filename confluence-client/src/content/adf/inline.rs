//! Text, its marks, and what stands within a line.

use serde_json::Value;

use super::convert::Converter;
use super::{attribute, kind, marks};
use crate::storage::error::ContentError;

impl Converter {
    pub(super) fn is_inline(&self, name: &str) -> bool {
        matches!(
            name,
            "text"
                | "hardBreak"
                | "mention"
                | "emoji"
                | "date"
                | "status"
                | "placeholder"
                | "inlineCard"
                | "mediaInline"
                | "inlineExtension"
        )
    }

    pub(super) fn inline(&mut self, node: &Value) -> Result<(), ContentError> {
        self.marked(marks(node), |converter| converter.unmarked(node))
    }

    fn unmarked(&mut self, node: &Value) -> Result<(), ContentError> {
        match kind(node) {
            "text" => {
                self.text(node.get("text").and_then(Value::as_str).unwrap_or(""));
                Ok(())
            }
            "hardBreak" => self.raw("<br />"),
            "mention" => {
                self.out.push_str("<ac:link><ri:user");
                self.attribute("ri:account-id", attribute(node, "id").unwrap_or(""));
                self.raw(" /></ac:link>")
            }
            "emoji" => {
                self.out.push_str("<ac:emoticon");
                self.attribute("ac:emoji-fallback", attribute(node, "text").unwrap_or(""));
                self.attribute("ac:name", attribute(node, "shortName").unwrap_or("").trim_matches(':'));
                self.raw(" />")
            }
            "date" => {
                self.out.push_str("<time");
                self.attribute("datetime", &day(attribute(node, "timestamp").unwrap_or("")));
                self.raw(" />")
            }
            "status" => self.status(node),
            "placeholder" => {
                self.out.push_str("<ac:placeholder>");
                self.text(attribute(node, "text").unwrap_or(""));
                self.raw("</ac:placeholder>")
            }
            "mediaInline" => self.image(node, None),
            "inlineExtension" => self.macro_without_body(node),
            _ => self.card(node),
        }
    }

    /// A card is a link; one of data alone has nothing to point to.
    pub(super) fn card(&mut self, node: &Value) -> Result<(), ContentError> {
        let data = || node.get("attrs")?.get("data")?.get("url")?.as_str();
        let Some(url) = attribute(node, "url").or_else(data) else { return self.unknown(node) };
        self.out.push_str("<a");
        self.attribute("href", url);
        self.out.push('>');
        self.text(url);
        self.raw("</a>")
    }

    fn status(&mut self, node: &Value) -> Result<(), ContentError> {
        let colour = match attribute(node, "color").unwrap_or("neutral") {
            "neutral" => "Grey",
            other => other,
        };
        self.out.push_str("<ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">");
        self.text(attribute(node, "text").unwrap_or(""));
        self.out.push_str("</ac:parameter><ac:parameter ac:name=\"colour\">");
        self.text(colour);
        self.raw("</ac:parameter></ac:structured-macro>")
    }

    /// Writes something within marks.
    pub(super) fn marked<'v>(
        &mut self,
        marks: impl Iterator<Item = &'v Value>,
        content: impl FnOnce(&mut Self) -> Result<(), ContentError>,
    ) -> Result<(), ContentError> {
        let mut closings = Vec::new();
        marks.for_each(|mark| self.open_mark(mark, &mut closings));
        content(self)?;
        closings.iter().rev().try_for_each(|closing| self.raw(closing))
    }

    fn open_mark(&mut self, mark: &Value, closings: &mut Vec<String>) {
        let element = match kind(mark) {
            "strong" => "strong",
            "em" => "em",
            "code" => "code",
            "strike" => "del",
            "underline" => "u",
            "subsup" if attribute(mark, "type") == Some("sup") => "sup",
            "subsup" => "sub",
            "link" => {
                self.out.push_str("<a");
                self.attribute("href", attribute(mark, "href").unwrap_or(""));
                self.out.push('>');
                return closings.push("</a>".to_owned());
            }
            "annotation" => {
                self.out.push_str("<ac:inline-comment-marker");
                self.attribute("ac:ref", attribute(mark, "id").unwrap_or(""));
                self.out.push('>');
                return closings.push("</ac:inline-comment-marker>".to_owned());
            }
            "textColor" => return self.hide("text colour"),
            "backgroundColor" => return self.hide("highlight colour"),
            _ => return self.hide("marks of the new editor"),
        };
        self.out.push_str(&format!("<{element}>"));
        closings.push(format!("</{element}>"));
    }
}

/// The day of a time in milliseconds since 1970, in the calendar of ISO 8601.
fn day(milliseconds: &str) -> String {
    let Ok(milliseconds) = milliseconds.parse::<i64>() else { return milliseconds.to_owned() };
    let days = milliseconds.div_euclid(86_400_000) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(day("0"), "1970-01-01");
        assert_eq!(day("1795392000000"), "2026-11-23");
        assert_eq!(day("951782400000"), "2000-02-29");
        assert_eq!(day("-1"), "1969-12-31");
        assert_eq!(day("soon"), "soon");
    }
}
