//! Setting a parameter of a macro, to what the macro takes.

use crate::content::document::Document;
use crate::content::handle::Handle;
use crate::content::render::as_shown_before;
use crate::content::splice::Splice;
use crate::content::status_colours::{capitalised, is_colour, no_colour};
use crate::content::writing::Writing;
use crate::content::{languages, parameter_names, parameters};
use crate::site::Deployment;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

impl Document {
    /// The change that sets a parameter, or takes it away.
    pub(super) fn set_parameter(
        &self,
        handle: Handle,
        (name, value): (&str, Option<&str>),
        writing: &Writing<'_>,
    ) -> Result<Option<Splice>, ContentError> {
        let block = self.editable(handle)?;
        let node = self.blocks.at(block).node();
        if self.tree.tag(node) != Tag::Macro {
            return parameters::set_parameter(self, block, (name, value), writing.deployment());
        }
        let name = &*self.spelt(node, name);
        let bare = value.and_then(|new| {
            let old = self.tree.macro_parameter(node, if name == "default" { "" } else { name })?;
            as_shown_before(&old, new)
        });
        if let Some(bare) = &bare {
            writing.note(format!(
                "`{name}` was set to `{}`: the backslashes were taken for those with which Markdown shows the value",
                bare.chars().take(80).collect::<String>()
            ));
        }
        let value = bare.as_deref().or(value);
        let (name, value) = self.as_taken(node, (name, value), writing.deployment())?;
        parameters::set_parameter(self, block, (&name, value.as_deref()), writing.deployment())
    }

    /// A parameter as its macro takes it.
    fn as_taken(
        &self,
        node: NodeId,
        (name, value): (&str, Option<&str>),
        deployment: Option<Deployment>,
    ) -> Result<(String, Option<String>), ContentError> {
        let invalid = |message: String| ContentError::new(ContentErrorKind::InvalidEdit, message);
        let macro_name = self.tree.macro_name(node);
        let Some(value) = value else { return Ok((name.to_owned(), None)) };
        let taken = match (&*macro_name, name) {
            ("code", "language") => languages::stored(value, deployment).ok_or_else(|| {
                invalid(format!(
                    "the code macro of Data Center knows no language `{value}`, and shows an error in the place of the code; \
                     set one that it knows, or take the language away"
                ))
            })?,
            ("code", "theme") if deployment == Some(Deployment::DataCenter) => match languages::theme(value) {
                Some(theme) => theme.to_owned(),
                None => return Err(invalid(format!("the code macro of Data Center knows no theme `{value}`"))),
            },
            ("status", "colour" | "color") if is_colour(value) => capitalised(value),
            ("status", "colour" | "color") if !value.starts_with('#') => return Err(invalid(no_colour(value))),
            ("status", "subtle") if !matches!(value, "true" | "false") => {
                return Err(invalid(format!("`subtle` of a status is `true` or `false`, and not `{value}`")));
            }
            _ => value.to_owned(),
        };
        let mut one = vec![(name.to_owned(), taken)];
        let present = self.parameters_of(node);
        parameter_names::as_stored(&macro_name, &mut one, &names(&present));
        let (name, value) = one.pop().unwrap_or_default();
        Ok((name, Some(value)))
    }

    /// The names of the parameters that a macro has.
    fn parameters_of(&self, node: NodeId) -> Vec<String> {
        let names = self.tree.macro_parameters(node).map(|parameter| parameter.name);
        names.map(|name| parameter_names::shown_name(&name).to_owned()).collect()
    }

    /// A name as the macro has it. The colour of a status has one of two: the one that is there.
    fn spelt(&self, node: NodeId, name: &str) -> String {
        let is_set = |name: &str| self.tree.macro_parameter(node, name).is_some();
        match name {
            "colour" | "color" if self.tree.macro_name(node) == "status" => {
                let spelt = if is_set("color") && !is_set("colour") { "color" } else { "colour" };
                spelt.to_owned()
            }
            other => {
                let present = self.parameters_of(node);
                let spelt = parameter_names::spelt(&self.tree.macro_name(node), other, &names(&present));
                spelt.unwrap_or(other).to_owned()
            }
        }
    }
}

fn names(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}
