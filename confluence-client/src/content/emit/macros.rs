//! Directives and code as macros, with the bytes of the page where a handle names them.

use super::{Container, Emitter};
use crate::content::ast::AstBlock;
use crate::content::ast::directive::{Directive, Literal, parse};
use crate::content::base::Base;
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::fence::Info;
use crate::content::handle::Handle;
use crate::content::languages;
use crate::content::normalize::normalized;
use crate::content::parameters::{parameter_splices, written};
use crate::content::splice::{Splice, apply_within};
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::macros::Body;
use crate::storage::tag::Tag;
use crate::storage::text::{attribute_into, slice};

/// Macros with a title above their body.
const TITLED: [&str; 7] = ["expand", "panel", "info", "note", "tip", "warning", "ui-expand"];

impl<'a> Emitter<'a> {
    pub(super) fn code(&mut self, block: &AstBlock<'_>, info: &str, body: &str) -> Result<(), ContentError> {
        if let Some(directive) = macro_info(info) {
            return self.text_macro(block, &directive, body);
        }
        let info = Info::parse(info);
        if let Some(name) = self.source.options().fences.get(&info.language) {
            self.open_macro(name);
            self.plain_body(body);
            self.out.push_str("</ac:structured-macro>");
            return Ok(());
        }
        self.open_macro("code");
        if let Some(language) = self.language(block.range.start, &info) {
            self.parameter("language", &language);
        }
        if let Some(title) = &info.title {
            self.parameter("title", title);
        }
        if info.numbered == Some(true) {
            self.parameter("linenumbers", "true");
        }
        self.plain_body(body);
        self.out.push_str("</ac:structured-macro>");
        Ok(())
    }

    /// What the code macro is told of the language, and its author of what means nothing to it.
    pub(crate) fn language(&self, at: usize, info: &Info) -> Option<String> {
        if !info.others.is_empty() {
            let others = info.others.join(", ");
            self.source.note(
                at,
                format!("`{others}` behind the fence was left out: the code macro knows no such setting"),
            );
        }
        if info.language.is_empty() || info.language == "text" && info.title.is_some() {
            return None;
        }
        let stored = languages::stored(&info.language, self.source.options().deployment);
        if stored.is_none() {
            let message = format!(
                "the code macro of Data Center knows no language `{}`; the code was written without one",
                info.language
            );
            self.source.note(at, message);
        }
        stored
    }

    fn open_macro(&mut self, name: &str) {
        self.out.push_str("<ac:structured-macro");
        attribute_into(&mut self.out, "ac:name", name);
        self.out.push_str(" ac:schema-version=\"1\">");
    }

    fn text_macro(
        &mut self,
        block: &AstBlock<'_>,
        directive: &Directive,
        body: &str,
    ) -> Result<(), ContentError> {
        if directive.handle.is_none() {
            self.open_macro(macro_name(directive));
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
            self.out.push_str(&written(name, value));
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
                let parameters = self.new_parameters(block.range.start, name, directive);
                self.rich_macro(macro_name(directive), &parameters, &block.children)
            }
        }
    }

    /// A container of the page around new children.
    fn kept_container(&mut self, block: &AstBlock<'_>, directive: &Directive) -> Result<(), ContentError> {
        let (base, id) = self.named(block.range.start, directive)?;
        let tree = &base.document.tree;
        let Some(node) = base.document.blocks.get(id).map(|block| block.node()) else { return Ok(()) };
        if base.kind(id) == Some(BlockKind::Extension) {
            return self.kept_extension(block, base, id, directive);
        }
        let inner = match (tree.tag(node), tree.macro_body(node)) {
            (Tag::Macro, Body::Rich(body)) => tree.inner_span(body),
            (Tag::Layout | Tag::LayoutSection | Tag::LayoutCell, _) => tree.inner_span(node),
            _ => return Err(self.wrong_kind(block.range.start, directive, "is no container")),
        };
        let splices = self.parameter_changes(block.range.start, base, id, directive)?;
        let span = tree.span(node);
        self.out.push_str(&apply_within(tree.source(), span.start..inner.start, splices));
        self.blocks(&block.children, Container::Body)?;
        self.out.push_str(slice(tree.source(), inner.end..span.end));
        Ok(())
    }

    fn kept_extension(
        &mut self,
        block: &AstBlock<'_>,
        base: &Base<'_>,
        id: BlockId,
        directive: &Directive,
    ) -> Result<(), ContentError> {
        if base.markdown_of(id).trim_end() != self.source.slice(block.range.clone()).trim_end() {
            let message = format!(
                "the extension {} can be read, moved and deleted, but not changed; put its lines back",
                directive.handle.map(|handle| handle.to_string()).unwrap_or_default()
            );
            return Err(self.source.refuse(block.range.start, message));
        }
        self.out.push_str(base.bytes_of(id));
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
        self.open_macro(macro_name(directive));
        let parameters = self.new_parameters(at, &directive.name, directive);
        self.parameters(&parameters);
        self.out.push_str("</ac:structured-macro>");
        Ok(())
    }

    /// The parameters of a new macro. A label can only be the title of one that has a title.
    fn new_parameters(&self, at: usize, name: &str, directive: &Directive) -> Vec<(String, String)> {
        let mut parameters = directive.parameters().to_vec();
        if let Some(key) = directive.issue_key().filter(|_| name == "jira") {
            return vec![("key".to_owned(), key.to_owned())];
        }
        if matches!(name, "include" | "excerpt-include") {
            name_page(&mut parameters);
        }
        if let Some(label) = &directive.label {
            if TITLED.contains(&name) && directive.attribute("title").is_none() {
                parameters.insert(0, ("title".to_owned(), label.clone()));
            } else {
                let message = format!(
                    "`[{label}]` of `{name}` was left out: the macro has no label; write `{name}{{parameter=value}}`"
                );
                self.source.note(at, message);
            }
        }
        for word in &directive.words {
            let message = format!("`{word}` of `{name}` was left out; a parameter is written `name=value`");
            self.source.note(at, message);
        }
        parameters
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
        let wanted = macro_name(directive);
        if name.as_deref() != Some(wanted) {
            let found = name.map_or_else(|| "ordinary text".to_owned(), |name| format!("`{name}`"));
            return Err(unknown(format!(
                "{handle} is {found}, not `{wanted}`; copy the line as it was shown"
            )));
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
        parameter_splices(base.document, id, directive.parameters())
            .map_err(|error| self.source.error(error.kind(), at, error.message()))
    }
}

/// The page of an include macro is its nameless parameter, which nobody guesses: `page=Title`, `space=KEY`.
fn name_page(parameters: &mut Vec<(String, String)>) {
    let place = |wanted: &[&str]| parameters.iter().position(|(name, _)| wanted.contains(&name.as_str()));
    if place(&["default"]).is_some() {
        return;
    }
    let Some(page) = place(&["page", "title", "pageTitle"]) else { return };
    let space =
        place(&["space", "spaceKey"]).and_then(|at| parameters.get(at)).map(|(_, value)| value.clone());
    if let Some((name, value)) = parameters.get_mut(page) {
        let title = value.strip_prefix("page:").unwrap_or(value);
        *value = match &space {
            Some(space) => format!("page:{space}/{title}"),
            None => format!("page:{title}"),
        };
        "default".clone_into(name);
    }
    parameters.retain(|(name, _)| !matches!(name.as_str(), "space" | "spaceKey"));
}

/// The name of the macro that a directive stands for.
fn macro_name(directive: &Directive) -> &str {
    match &*directive.name {
        "macro" => directive.attribute("name").unwrap_or("macro"),
        name => name,
    }
}

/// The directive in the info string of a macro with text: `macro plantuml{#b9}`.
pub(crate) fn macro_info(info: &str) -> Option<Directive> {
    let rest = info.strip_prefix("macro ")?;
    let literal = Literal { text: rest.trim().to_owned(), ..Literal::default() };
    parse(&literal, 0).map(|(directive, _)| directive)
}
