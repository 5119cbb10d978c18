//! Directives as macros, with the bytes of the page where a handle names them.

use super::{Container, Emitter};
use crate::content::ast::directive::{Directive, Literal, parse};
use crate::content::ast::{AstBlock, AstKind};
use crate::content::base::Base;
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::handle::Handle;
use crate::content::normalize::normalized;
use crate::content::parameters::{parameter_splices, written};
use crate::content::splice::{Splice, apply_within};
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::macros::Body;
use crate::storage::tag::Tag;
use crate::storage::text::{attribute_into, slice};

/// Macros that show nothing without a body.
const HAS_BODY: [&str; 9] =
    ["expand", "panel", "info", "note", "tip", "warning", "excerpt", "details", "code"];

impl<'a> Emitter<'a> {
    pub(super) fn open_macro(&mut self, name: &str) {
        self.out.push_str("<ac:structured-macro");
        attribute_into(&mut self.out, "ac:name", name);
        self.out.push_str(" ac:schema-version=\"1\">");
    }

    pub(super) fn text_macro(
        &mut self,
        block: &AstBlock<'_>,
        directive: &Directive,
        body: &str,
    ) -> Result<(), ContentError> {
        if directive.handle.is_none() {
            self.look_at_new(block.range.start, directive)?;
            self.open_macro(directive.macro_name());
            self.parameters(directive.parameters());
            self.plain_body(body);
            self.out.push_str("</ac:structured-macro>");
            return Ok(());
        }
        let (base, id) = self.named(block.range.start, directive)?;
        let tree = &base.document.tree;
        let Some(node) = base.document.blocks.get(id).map(|block| block.node()) else { return Ok(()) };
        let Body::Plain(plain) = tree.macro_body(node) else {
            return Err(self.wrong_kind(block.range.start, directive, "has no text in it"));
        };
        let mut splices = self.parameter_changes(block.range.start, base, id, directive)?;
        if tree.text(plain) != body {
            let mut cdata = Emitter::new(self.source, None);
            cdata.plain_body(body);
            splices.push(Splice::new(tree.span(plain), cdata.out));
        }
        let bytes = apply_within(tree.source(), tree.span(node), splices);
        self.out.push_str(&bytes);
        Ok(())
    }

    pub(super) fn rich_macro(
        &mut self,
        name: &str,
        parameters: &[(String, String)],
        children: &[AstBlock<'_>],
    ) -> Result<(), ContentError> {
        self.open_macro(name);
        self.parameters(parameters);
        self.out.push_str("<ac:rich-text-body>");
        self.blocks(children, Container::Body)?;
        self.out.push_str("</ac:rich-text-body></ac:structured-macro>");
        Ok(())
    }

    fn parameters(&mut self, parameters: &[(String, String)]) {
        for (name, value) in parameters {
            self.out.push_str(&written(name, value, self.source.options().deployment));
        }
    }

    pub(super) fn container(
        &mut self,
        block: &AstBlock<'_>,
        directive: &Directive,
    ) -> Result<(), ContentError> {
        if directive.handle.is_some() {
            return self.kept_container(block, directive);
        }
        self.refuse_misplaced(block, directive)?;
        match &*directive.name {
            "layout" => self.element("ac:layout", &block.children),
            "layout-section" => {
                self.out.push_str("<ac:layout-section");
                attribute_into(&mut self.out, "ac:type", directive.attribute("type").unwrap_or("single"));
                self.out.push('>');
                self.blocks(&block.children, Container::Body)?;
                self.out.push_str("</ac:layout-section>");
                Ok(())
            }
            "layout-cell" => self.element("ac:layout-cell", &block.children),
            "adf-extension" => Err(self.source.refuse(
                block.range.start,
                "an extension of the editor cannot be made from Markdown; copy one with its handle",
            )),
            name => {
                self.look_at_new(block.range.start, directive)?;
                let parameters = self.new_parameters(block.range.start, name, directive);
                self.rich_macro(directive.macro_name(), &parameters, &block.children)
            }
        }
    }

    /// A layout holds sections, and a section cells; the service refuses any other page. The body of code is plain text.
    fn refuse_misplaced(&self, block: &AstBlock<'_>, directive: &Directive) -> Result<(), ContentError> {
        let (holds, message) = match &*directive.name {
            "layout" => {
                ("layout-section", "`:::layout` holds `:::layout-section` alone, and that `:::layout-cell`")
            }
            "layout-section" => {
                ("layout-cell", "`:::layout-section` holds `:::layout-cell` alone, and that holds blocks")
            }
            "code" | "noformat" => {
                let message =
                    format!("`:::{}` cannot hold code; write a fence of three backticks", directive.name);
                return Err(self.source.refuse(block.range.start, message));
            }
            _ => return Ok(()),
        };
        let is_held =
            |child: &AstBlock<'_>| matches!(&child.kind, AstKind::Container(inner) if inner.name == holds);
        match block.children.iter().find(|child| !is_held(child)) {
            None => Ok(()),
            Some(other) => Err(self.source.refuse(other.range.start, message)),
        }
    }

    /// A container of the page around new children.
    fn kept_container(&mut self, block: &AstBlock<'_>, directive: &Directive) -> Result<(), ContentError> {
        let (base, id) = self.named(block.range.start, directive)?;
        let tree = &base.document.tree;
        let Some(node) = base.document.blocks.get(id).map(|block| block.node()) else { return Ok(()) };
        if base.kind(id) == Some(BlockKind::Extension) {
            return self.extension(block, base, id);
        }
        let inner = match (tree.tag(node), tree.macro_body(node)) {
            (Tag::Macro, Body::Rich(body)) => tree.inner_span(body),
            (Tag::Layout | Tag::LayoutSection | Tag::LayoutCell, _) => tree.inner_span(node),
            _ => return Err(self.wrong_kind(block.range.start, directive, "is not a container")),
        };
        let splices = self.parameter_changes(block.range.start, base, id, directive)?;
        let span = tree.span(node);
        self.out.push_str(&apply_within(tree.source(), span.start..inner.start, splices));
        self.blocks(&block.children, Container::Body)?;
        self.out.push_str(slice(tree.source(), inner.end..span.end));
        Ok(())
    }

    pub(super) fn leaf(&mut self, block: &AstBlock<'_>, directive: &Directive) -> Result<(), ContentError> {
        self.bodiless(block.range.start, directive)
    }

    /// A macro without a body, of the page or new.
    pub(super) fn bodiless(&mut self, at: usize, directive: &Directive) -> Result<(), ContentError> {
        if directive.handle.is_some() {
            let (base, id) = self.named(at, directive)?;
            self.refuse_changed_facts(at, base, id, directive)?;
            let splices = self.parameter_changes(at, base, id, directive)?;
            let span = base.document.blocks.span(&base.document.tree, id);
            self.out.push_str(&apply_within(base.document.storage(), span, splices));
            return Ok(());
        }
        if matches!(&*directive.name, "adf-extension" | "element") {
            let message =
                format!("a new `{}` cannot be made from Markdown; copy one with its handle", directive.name);
            return Err(self.source.refuse(at, message));
        }
        self.look_at_new(at, directive)?;
        let name = directive.macro_name();
        if HAS_BODY.contains(&name) {
            let message = format!(
                "`::{name}` was written without a body, and shows nothing; around blocks write `:::{name}`, up to a line `:::`"
            );
            self.source.note(at, message);
        }
        let parameters = self.new_parameters(at, &directive.name, directive);
        self.refuse_untold(at, name, &parameters)?;
        self.open_macro(name);
        self.parameters(&parameters);
        self.out.push_str("</ac:structured-macro>");
        Ok(())
    }

    /// What is only told of an element cannot be changed.
    fn refuse_changed_facts(
        &self,
        at: usize,
        base: &Base<'_>,
        id: BlockId,
        directive: &Directive,
    ) -> Result<(), ContentError> {
        let tree = &base.document.tree;
        let node = base.document.blocks.at(id).node();
        let facts = match tree.tag(node) {
            Tag::AdfExtension => tree.extension_facts(node),
            Tag::Macro => return Ok(()),
            _ => tree.unknown_facts(node),
        };
        let told = |name: &str, value: &str| {
            facts.iter().any(|(known, fact)| *known == name && normalized(fact) == normalized(value))
        };
        match directive.attributes.iter().find(|(name, value)| !told(name, value)) {
            None => Ok(()),
            Some((name, _)) => {
                let message = format!(
                    "`{name}` of {} can be read and not changed; put the line back as it was shown, or delete it",
                    Handle::of(id)
                );
                Err(self.source.refuse(at, message))
            }
        }
    }

    /// The block of the page that a directive names, which must be what the directive says.
    fn named(&self, at: usize, directive: &Directive) -> Result<(&'a Base<'a>, BlockId), ContentError> {
        let unknown = |message: String| self.source.error(ContentErrorKind::UnknownHandle, at, message);
        let Some(handle) = directive.handle else { return Err(unknown("a handle is missing".to_owned())) };
        let Some(base) = self.base else {
            let message = format!("{handle} belongs to no page here; leave the handle out to make a new one");
            return Err(unknown(message));
        };
        let id = base.document.block(handle).map_err(|error| unknown(error.message().to_owned()))?;
        let name = base.directive_name(id);
        let wanted = directive.macro_name();
        if name.as_deref() != Some(wanted) {
            return Err(unknown(is_another(handle, name.as_deref(), wanted)));
        }
        Ok((base, id))
    }

    fn wrong_kind(&self, at: usize, directive: &Directive, what: &str) -> ContentError {
        let handle = directive.handle.map(|handle| handle.to_string()).unwrap_or_default();
        self.source.error(
            ContentErrorKind::UnknownHandle,
            at,
            format!("{handle} {what}; copy it as it was shown"),
        )
    }

    fn parameter_changes(
        &self,
        at: usize,
        base: &Base<'_>,
        id: BlockId,
        directive: &Directive,
    ) -> Result<Vec<Splice>, ContentError> {
        parameter_splices(base.document, id, directive.parameters(), self.source.options().deployment)
            .map_err(|error| self.source.error(error.kind(), at, error.message()))
    }
}

/// What is said of a directive whose handle names something else.
pub(crate) fn is_another(handle: Handle, name: Option<&str>, wanted: &str) -> String {
    let found = name.map_or_else(|| "ordinary text".to_owned(), |name| format!("`{name}`"));
    format!("{handle} is {found}, not `{wanted}`; copy the line as it was shown")
}

/// The directive in the info string of a macro with text: `macro plantuml{#b9}`.
pub(crate) fn macro_info(info: &str) -> Option<Directive> {
    let rest = info.strip_prefix("macro ")?;
    let literal = Literal { text: rest.trim().to_owned(), ..Literal::default() };
    parse(&literal, 0).map(|(directive, _)| directive)
}
