//! Nodes of Atlassian Document Format as the storage format that means the same to a reader.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{attribute, children, kind, marks, number};
use crate::storage::error::ContentError;
use crate::storage::text::{attribute_into, cdata_into, escape_into, is_xml_char};

/// Storage format under construction, and what it cannot hold.
#[derive(Debug, Default)]
pub(super) struct Converter {
    pub(super) out: String,
    pub(super) hidden: BTreeMap<&'static str, usize>,
}

impl Converter {
    pub(super) fn nodes(&mut self, parent: &Value) -> Result<(), ContentError> {
        children(parent).iter().try_for_each(|node| self.node(node))
    }

    fn node(&mut self, node: &Value) -> Result<(), ContentError> {
        if self.is_inline(kind(node)) {
            return self.inline(node);
        }
        self.count_marks(node);
        match kind(node) {
            "paragraph" => self.element("p", node),
            "heading" => {
                let level = number(node, "level").unwrap_or(1).clamp(1, 6);
                self.element(&format!("h{level}"), node)
            }
            "bulletList" => self.element("ul", node),
            "orderedList" => self.ordered_list(node),
            "listItem" => self.element("li", node),
            "taskList" => self.element("ac:task-list", node),
            "taskItem" | "blockTaskItem" => self.task(node),
            "decisionList" => self.extension("decision-list", node, "ul"),
            "decisionItem" => self.element("li", node),
            "blockquote" => self.element("blockquote", node),
            "codeBlock" => self.code(node),
            "rule" => self.raw("<hr />"),
            "panel" => self.panel(node),
            "expand" | "nestedExpand" => {
                self.rich_macro("expand", &[("title", attribute(node, "title").unwrap_or(""))], node)
            }
            "table" => self.table(node),
            "tableRow" => self.element("tr", node),
            "tableHeader" => self.cell("th", node),
            "tableCell" => self.cell("td", node),
            "mediaSingle" | "mediaGroup" => self.media_single(node),
            "layoutSection" => {
                self.out.push_str("<ac:layout>");
                self.section(node)?;
                self.raw("</ac:layout>")
            }
            "layoutColumn" => self.element("ac:layout-cell", node),
            "extension" => self.macro_without_body(node),
            "bodiedExtension" | "multiBodiedExtension" | "extensionFrame" => self.bodied_extension(node),
            "blockCard" | "embedCard" => self.card(node),
            _ => self.unknown(node),
        }
    }

    pub(super) fn raw(&mut self, text: &str) -> Result<(), ContentError> {
        self.out.push_str(text);
        Ok(())
    }

    pub(super) fn text(&mut self, text: &str) {
        let clean: String = text.chars().filter(|&character| is_xml_char(character)).collect();
        escape_into(&mut self.out, &clean);
    }

    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        let clean: String = value.chars().filter(|&character| is_xml_char(character)).collect();
        attribute_into(&mut self.out, name, &clean);
    }

    pub(super) fn hide(&mut self, construct: &'static str) {
        *self.hidden.entry(construct).or_default() += 1;
    }

    pub(super) fn element(&mut self, name: &str, node: &Value) -> Result<(), ContentError> {
        self.out.push_str(&format!("<{name}>"));
        self.nodes(node)?;
        self.raw(&format!("</{name}>"))
    }

    /// Marks on blocks: alignment and the like. The link of an image and the comment on it are shown.
    fn count_marks(&mut self, node: &Value) {
        for mark in marks(node) {
            match kind(mark) {
                "alignment" => self.hide("text alignment"),
                "indentation" => self.hide("indentation"),
                _ if kind(node) == "mediaSingle" && is_shown_around_images(mark) => {}
                _ => self.hide("marks of the new editor"),
            }
        }
    }

    fn ordered_list(&mut self, node: &Value) -> Result<(), ContentError> {
        let start = number(node, "order").unwrap_or(1);
        self.out.push_str(&format!("<ol start=\"{start}\">"));
        self.nodes(node)?;
        self.raw("</ol>")
    }

    fn task(&mut self, node: &Value) -> Result<(), ContentError> {
        let done = attribute(node, "state") == Some("DONE");
        let status = if done { "complete" } else { "incomplete" };
        self.out.push_str(&format!("<ac:task><ac:task-status>{status}</ac:task-status><ac:task-body>"));
        self.nodes(node)?;
        self.raw("</ac:task-body></ac:task>")
    }

    fn extension(&mut self, name: &str, node: &Value, fallback: &str) -> Result<(), ContentError> {
        self.out.push_str(&format!("<ac:adf-extension><ac:adf-node type=\"{name}\" /><ac:adf-fallback>"));
        self.element(fallback, node)?;
        self.raw("</ac:adf-fallback></ac:adf-extension>")
    }

    fn code(&mut self, node: &Value) -> Result<(), ContentError> {
        self.open_macro("code", &[("language", attribute(node, "language").unwrap_or(""))]);
        let text: String =
            children(node).iter().filter_map(|part| part.get("text").and_then(Value::as_str)).collect();
        self.out.push_str("<ac:plain-text-body>");
        let clean: String = text.chars().filter(|&character| is_xml_char(character)).collect();
        cdata_into(&mut self.out, &clean);
        self.raw("</ac:plain-text-body></ac:structured-macro>")
    }

    fn open_macro(&mut self, name: &str, parameters: &[(&str, &str)]) {
        self.out.push_str("<ac:structured-macro");
        self.attribute("ac:name", name);
        self.out.push('>');
        for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
            self.out.push_str("<ac:parameter");
            self.attribute("ac:name", name);
            self.out.push('>');
            self.text(value);
            self.out.push_str("</ac:parameter>");
        }
    }

    fn rich_macro(
        &mut self,
        name: &str,
        parameters: &[(&str, &str)],
        node: &Value,
    ) -> Result<(), ContentError> {
        self.open_macro(name, parameters);
        self.out.push_str("<ac:rich-text-body>");
        self.nodes(node)?;
        self.raw("</ac:rich-text-body></ac:structured-macro>")
    }

    /// The new editor's names for what the macros have always been called otherwise.
    fn panel(&mut self, node: &Value) -> Result<(), ContentError> {
        match attribute(node, "panelType").unwrap_or("info") {
            "info" => self.rich_macro("info", &[], node),
            "warning" => self.rich_macro("note", &[], node),
            "error" => self.rich_macro("warning", &[], node),
            "success" | "tip" => self.rich_macro("tip", &[], node),
            other => {
                let icon = attribute(node, "panelIcon").unwrap_or(other);
                let colour = attribute(node, "panelColor").unwrap_or("");
                self.rich_macro("panel", &[("panelIcon", icon), ("bgColor", colour)], node)
            }
        }
    }

    fn table(&mut self, node: &Value) -> Result<(), ContentError> {
        self.out.push_str("<table><tbody>");
        self.nodes(node)?;
        self.raw("</tbody></table>")
    }

    fn cell(&mut self, name: &str, node: &Value) -> Result<(), ContentError> {
        self.out.push('<');
        self.out.push_str(name);
        for span in ["colspan", "rowspan"] {
            if let Some(width) = number(node, span).filter(|&width| width > 1) {
                self.attribute(span, &width.to_string());
            }
        }
        if let Some(colour) = attribute(node, "background").filter(|colour| !colour.is_empty()) {
            self.attribute("data-highlight-colour", colour);
        }
        self.out.push('>');
        self.nodes(node)?;
        self.raw(&format!("</{name}>"))
    }

    fn media_single(&mut self, node: &Value) -> Result<(), ContentError> {
        let caption = children(node).iter().find(|child| kind(child) == "caption");
        let around = || marks(node).filter(|mark| is_shown_around_images(mark));
        let pictured = children(node).iter().any(|child| kind(child) == "media");
        for child in children(node) {
            match kind(child) {
                "caption" if !pictured => self.element("p", child)?,
                "caption" => {}
                "media" => {
                    let marks = around().chain(marks(child));
                    self.marked(marks, |converter| converter.image(child, caption))?;
                }
                _ => self.node(child)?,
            }
        }
        Ok(())
    }

    pub(super) fn image(&mut self, media: &Value, caption: Option<&Value>) -> Result<(), ContentError> {
        self.out.push_str("<ac:image");
        if let Some(alt) = attribute(media, "alt") {
            self.attribute("ac:alt", alt);
        }
        self.out.push('>');
        let file = attribute(media, "__fileName");
        match (attribute(media, "url"), file) {
            (Some(url), _) => {
                self.out.push_str("<ri:url");
                self.attribute("ri:value", url);
            }
            (None, Some(file)) => {
                self.out.push_str("<ri:attachment");
                self.attribute("ri:filename", file);
            }
            (None, None) => {
                self.out.push_str("<ri:url");
                self.attribute("ri:value", &format!("media:{}", attribute(media, "id").unwrap_or("")));
            }
        }
        self.out.push_str(" />");
        if let Some(caption) = caption {
            self.out.push_str("<ac:caption>");
            self.element("p", caption)?;
            self.out.push_str("</ac:caption>");
        }
        self.raw("</ac:image>")
    }

    fn section(&mut self, node: &Value) -> Result<(), ContentError> {
        let columns = children(node).len();
        let style = match columns {
            1 => "single",
            2 => "two_equal",
            3 => "three_equal",
            _ => "columns",
        };
        self.out.push_str("<ac:layout-section");
        self.attribute("ac:type", style);
        self.out.push('>');
        self.nodes(node)?;
        self.raw("</ac:layout-section>")
    }

    pub(super) fn macro_without_body(&mut self, node: &Value) -> Result<(), ContentError> {
        let parameters = self.parameters(node);
        self.open_macro(macro_name(node), &borrowed(&parameters));
        self.raw("</ac:structured-macro>")
    }

    fn bodied_extension(&mut self, node: &Value) -> Result<(), ContentError> {
        let parameters = self.parameters(node);
        self.rich_macro(macro_name(node), &borrowed(&parameters), node)
    }

    /// The parameters that Confluence keeps for a macro, `parameters.macroParams.NAME.value`; those of an app have a
    /// shape of its own, of which only the title is for people.
    fn parameters(&mut self, node: &Value) -> Vec<(String, String)> {
        let Some(given) = node.get("attrs").and_then(|attributes| attributes.get("parameters")) else {
            return Vec::new();
        };
        if let Some(parameters) = given.get("macroParams").and_then(Value::as_object) {
            let value = |parameter: &Value| text_of(parameter.get("value").unwrap_or(parameter));
            return parameters.iter().map(|(name, parameter)| (name.clone(), value(parameter))).collect();
        }
        if given.as_object().is_some_and(|given| !given.is_empty()) {
            self.hide("parameters of apps");
        }
        let title = attribute(node, "text").or_else(|| given.get("extensionTitle")?.as_str());
        title.map(|title| vec![("text".to_owned(), title.to_owned())]).unwrap_or_default()
    }

    /// A node that we do not know: what it is called, and what stands in it.
    pub(super) fn unknown(&mut self, node: &Value) -> Result<(), ContentError> {
        self.out.push_str("<ac:adf-extension><ac:adf-node");
        self.attribute("type", kind(node));
        self.out.push_str(" /><ac:adf-fallback>");
        self.nodes(node)?;
        self.raw("</ac:adf-fallback></ac:adf-extension>")
    }
}

fn is_shown_around_images(mark: &Value) -> bool {
    matches!(kind(mark), "link" | "annotation")
}

fn macro_name(node: &Value) -> &str {
    attribute(node, "extensionKey").unwrap_or("extension")
}

fn borrowed(parameters: &[(String, String)]) -> Vec<(&str, &str)> {
    parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// A string as it is, anything else as JSON.
fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
