//! Models that are read, changed and sent back.

use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use crate::operation::describe::{Described, Kind};
use crate::wire::values::Arg;

/// A model that goes back to where it came from, without the properties that are absent: the service refuses nulls.
#[derive(Clone, Debug, PartialEq)]
pub struct Edited<T>(T);

impl<T: Serialize> Serialize for Edited<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut value = serde_json::to_value(&self.0).map_err(S::Error::custom)?;
        leave_out_nulls(&mut value);
        value.serialize(serializer)
    }
}

impl<T> Arg<Edited<T>> for T {
    fn into_arg(self) -> Edited<T> {
        Edited(self)
    }
}

impl<T> Arg<Self> for Edited<T> {
    fn into_arg(self) -> Self {
        self
    }
}

#[cfg(feature = "unstable")]
impl<T: Described + Default + serde::de::DeserializeOwned> crate::declare::sample::Sample for Edited<T> {
    /// A model with everything set.
    fn sample(_: usize) -> Self {
        Self(serde_json::from_value(example(&T::KIND)).unwrap_or_default())
    }
}

/// JSON that fits.
#[cfg(feature = "unstable")]
fn example(kind: &Kind) -> Value {
    match kind {
        Kind::Object(schema) => {
            schema().properties.iter().map(|property| (property.name(), example(&property.kind))).collect()
        }
        Kind::Words(words) => words.first().copied().into(),
        Kind::Boolean => true.into(),
        Kind::Integer | Kind::Number => 1.into(),
        Kind::Any | Kind::Map(_) => serde_json::json!({}),
        Kind::List(_) => serde_json::json!([]),
        _ => "sample".into(),
    }
}

impl<T: Described> Described for Edited<T> {
    const KIND: Kind = T::KIND;
}

fn leave_out_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(leave_out_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out_nulls),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::v1::{Colour, LookAndFeel};

    #[test]
    fn what_is_absent_is_not_sent() {
        let black = Colour { color: Some("#000".to_owned()) };
        let unknown = Colour { color: None };
        let looks = LookAndFeel { headings: Some(black), links: Some(unknown), ..LookAndFeel::default() };
        let sent: Value = serde_json::to_value(Edited(looks)).unwrap();
        assert_eq!(sent, serde_json::json!({ "headings": { "color": "#000" }, "links": {} }));
    }
}
