//! Parameters of macros, changed in place.

use std::borrow::Cow;

use super::blocks::BlockId;
use super::document::Document;
use super::normalize::normalized;
use super::parameter_names::{as_stored, is_shown, shown_name};
use super::splice::{Splice, apply_within};
use crate::site::Deployment;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::macros::Body;
use crate::storage::resource::{Resource, ResourceKind};
use crate::storage::tag::Tag;
use crate::storage::text::{attribute_into, attribute_value_into, escape_into, slice};
use crate::storage::tree::NodeId;

/// A parameter as storage format. The nameless one of `include` and its like is called `default` in Markdown.
pub(crate) fn written(name: &str, value: &str, deployment: Option<Deployment>) -> String {
    let mut out = String::from("<ac:parameter");
    attribute_into(&mut out, "ac:name", if name == "default" { "" } else { name });
    out.push('>');
    let resource = Resource::parse(value).map(|resource| resource.kind);
    match resource {
        // The nameless parameter of `include` and its like names content.
        Some(content @ (ResourceKind::Blog { .. } | ResourceKind::Content(_)))
            if name == "default" && content.lacks().is_none() =>
        {
            out.push_str("<ac:link>");
            content.write(&mut out);
            out.push_str("</ac:link>");
        }
        Some(page @ ResourceKind::Page { .. }) => {
            out.push_str("<ac:link>");
            page.write(&mut out);
            out.push_str("</ac:link>");
        }
        Some(file @ ResourceKind::Attachment { .. }) if !value.starts_with("attachment: ") => {
            file.write(&mut out);
        }
        // A person is named by an id, and a text that begins like that goes on with a blank.
        Some(ResourceKind::User(id)) if !id.is_empty() && !id.contains(char::is_whitespace) => {
            ResourceKind::User(id).write_for(deployment, &mut out);
        }
        _ => escape_into(&mut out, value),
    }
    out.push_str("</ac:parameter>");
    out
}

/// A new value for a parameter of a page: one or several URLs, in whatever elements the old ones had around them, or
/// text.
fn written_anew(
    document: &Document,
    node: NodeId,
    (name, value): (&str, &str),
    deployment: Option<Deployment>,
) -> String {
    let tree = &document.tree;
    let resources = tree.parameter_resources(node);
    let (Some(&first), Some(&last)) = (resources.first(), resources.last()) else {
        return written(name, value, deployment);
    };
    let mut elements = Vec::new();
    for address in addresses(value) {
        let mut element = String::new();
        match (tree.tag(first), Resource::parse(address)) {
            (_, Some(new)) if new.kind != ResourceKind::Here => new.kind.write_for(deployment, &mut element),
            (Tag::RiUrl, _) => {
                element.push_str("<ri:url");
                attribute_into(&mut element, "ri:value", address);
                element.push_str(" />");
            }
            _ => return written(name, value, deployment),
        }
        elements.push(element);
    }
    let around = |resource: NodeId| {
        tree.children(node).find(|&child| resource < tree.after(child)).unwrap_or(resource)
    };
    let new: String = elements
        .into_iter()
        .enumerate()
        .map(|(place, element)| {
            let old = resources.get(place).copied().unwrap_or(last);
            apply_within(tree.source(), tree.span(around(old)), vec![Splice::new(tree.span(old), element)])
        })
        .collect();
    let range = tree.span(around(first)).start..tree.span(around(last)).end;
    apply_within(tree.source(), tree.span(node), vec![Splice::new(range, new)])
}

/// The URLs that a value names: it is parted by the commas behind which one begins.
fn addresses(value: &str) -> Vec<&str> {
    let is_address =
        |part: &str| Resource::parse(part.trim()).is_some_and(|resource| resource.kind != ResourceKind::Here);
    let mut starts = vec![0];
    if is_address(value) {
        let behind = value.match_indices(',').map(|(at, _)| at + 1);
        starts.extend(behind.filter(|&at| is_address(slice(value, at..))));
    }
    let ends = starts.iter().skip(1).map(|start| start - 1).chain([value.len()]);
    starts.iter().zip(ends).map(|(&start, end)| slice(value, start..end).trim()).collect()
}

/// The changes that give a macro exactly the parameters `wanted`, as far as they differ from what it has.
pub(crate) fn parameter_splices(
    document: &Document,
    id: BlockId,
    wanted: &[(String, String)],
    deployment: Option<Deployment>,
) -> Result<Vec<Splice>, ContentError> {
    let tree = &document.tree;
    let Some(node) = document.blocks.get(id).map(|block| block.node()) else { return Ok(Vec::new()) };
    if tree.tag(node) == Tag::LayoutSection {
        let kind = wanted.iter().find(|(name, _)| name == "type");
        return Ok(kind.and_then(|(_, kind)| section_type(document, node, kind)).into_iter().collect());
    }
    if tree.tag(node) != Tag::Macro {
        return Ok(Vec::new());
    }
    let wanted = &named(document, node, wanted);
    let mut splices = Vec::new();
    let mut seen = Vec::new();
    for parameter in tree.macro_parameters(node) {
        let name = shown_name(&parameter.name);
        seen.push(name.to_owned());
        match wanted.iter().find(|(wanted, _)| wanted == name) {
            Some((_, value)) if same(value, &parameter.value) => {}
            Some((_, value)) => {
                let text = written_anew(document, parameter.node, (name, value), deployment);
                splices.push(Splice::new(tree.span(parameter.node), text));
            }
            None if is_shown(name) => splices.push(Splice::new(tree.span(parameter.node), "")),
            None => {}
        }
    }
    let missing = wanted.iter().filter(|(name, _)| !seen.contains(name));
    let added: String = missing.map(|(name, value)| written(name, value, deployment)).collect();
    splices.extend(insertion(document, node, &added));
    Ok(splices)
}

/// The parameters that a macro is to have, under the names and as the kinds of values that it has. Those that it has already
/// are as they are.
fn named(document: &Document, node: NodeId, wanted: &[(String, String)]) -> Vec<(String, String)> {
    let tree = &document.tree;
    let present: Vec<(String, Cow<'_, str>)> = tree
        .macro_parameters(node)
        .map(|parameter| (shown_name(&parameter.name).to_owned(), parameter.value))
        .collect();
    let is_kept = |(name, value): &(String, String)| {
        present.iter().any(|(known, before)| known == name && same(value, before))
    };
    let (mut kept, mut new): (Vec<_>, Vec<_>) = wanted.iter().cloned().partition(is_kept);
    let names: Vec<&str> = present.iter().map(|(name, _)| name.as_str()).collect();
    as_stored(&tree.macro_name(node), &mut new, &names);
    kept.retain(|(name, _)| !new.iter().any(|(other, _)| other == name));
    kept.extend(new);
    kept
}

/// The changes that give a macro some parameters, and take those without a value away; the others stay.
pub(crate) fn set_parameters(
    document: &Document,
    node: NodeId,
    wanted: &[(&str, Option<&str>)],
    deployment: Option<Deployment>,
) -> Vec<Splice> {
    let tree = &document.tree;
    let mut splices = Vec::new();
    let mut added = String::new();
    for &(name, value) in wanted {
        let existing = tree.macro_parameters(node).find(|parameter| parameter.name == name);
        match (existing, value) {
            (Some(parameter), Some(value)) if same(value, &parameter.value) => {}
            (Some(parameter), Some(value)) => {
                let text = written_anew(document, parameter.node, (name, value), deployment);
                splices.push(Splice::new(tree.span(parameter.node), text));
            }
            (Some(parameter), None) => splices.push(Splice::new(tree.span(parameter.node), "")),
            (None, Some(value)) => added.push_str(&written(name, value, deployment)),
            (None, None) => {}
        }
    }
    splices.extend(insertion(document, node, &added));
    splices
}

/// Sets one parameter of a macro, or removes it.
pub(crate) fn set_parameter(
    document: &Document,
    id: BlockId,
    (name, value): (&str, Option<&str>),
    deployment: Option<Deployment>,
) -> Result<Option<Splice>, ContentError> {
    let tree = &document.tree;
    let Some(node) = document.blocks.get(id).map(|block| block.node()) else { return Ok(None) };
    if tree.tag(node) != Tag::Macro {
        let invalid = |message: &str| ContentError::new(ContentErrorKind::InvalidEdit, message);
        return match (tree.tag(node), name, value) {
            (Tag::LayoutSection, "type", Some(value)) => Ok(section_type(document, node, value)),
            (Tag::LayoutSection, ..) => Err(invalid(
                "a section of a layout has one parameter, which it cannot be without: `type`, such as `two_equal`",
            )),
            _ => Err(invalid("this block is not a macro and has no parameters; replace it instead")),
        };
    }
    let stored = if name == "default" { "" } else { name };
    let existing = tree.macro_parameters(node).find(|parameter| parameter.name == stored);
    Ok(match (existing, value) {
        (Some(parameter), Some(value)) => {
            let text = written_anew(document, parameter.node, (name, value), deployment);
            Some(Splice::new(tree.span(parameter.node), text))
        }
        (Some(parameter), None) => Some(Splice::new(tree.span(parameter.node), "")),
        (None, Some(value)) => insertion(document, node, &written(name, value, deployment)),
        (None, None) => None,
    })
}

/// The change that gives a section of a layout another type, which says how many cells it has and how wide they are.
pub(crate) fn section_type(document: &Document, node: NodeId, kind: &str) -> Option<Splice> {
    let tree = &document.tree;
    let kind = kind.trim();
    if tree.attribute(node, "ac:type").as_deref() == Some(kind) {
        return None;
    }
    let mut text = String::new();
    Some(match tree.attribute_span(node, "ac:type") {
        Some(span) => {
            attribute_value_into(&mut text, kind);
            Splice::new(span, text)
        }
        None => {
            attribute_into(&mut text, "ac:type", kind);
            Splice::insert(tree.span(node).start + 1 + tree.name(node).len(), text)
        }
    })
}

/// Markdown keeps neither line ends apart, nor blanks and what is invisible.
fn same(one: &str, other: &str) -> bool {
    one == other || normalized(&one.replace('\r', "")) == normalized(&other.replace('\r', ""))
}

/// New parameters stand before the body, or at the end of a macro without one; an empty element is opened for them.
fn insertion(document: &Document, node: NodeId, parameters: &str) -> Option<Splice> {
    let tree = &document.tree;
    if parameters.is_empty() {
        return None;
    }
    let (span, name) = (tree.span(node), tree.name(node));
    Some(match tree.macro_body(node) {
        Body::Rich(body) | Body::Plain(body) => Splice::insert(tree.span(body).start, parameters),
        Body::None if tree.raw(node).ends_with("/>") => {
            Splice::new(span.end - 2..span.end, format!(">{parameters}</{name}>"))
        }
        Body::None => Splice::insert(tree.inner_span(node).end, parameters),
    })
}
