//! What a schema says of a value beside its type.

use ::tests::facts::limits::{Bounds, Limits};
use serde_json::Value;

/// The limits of a parameter or a property.
pub(crate) fn limits(schema: &Value) -> Limits {
    let bounds =
        |least: &str, most: &str| Bounds { least: schema[least].as_i64(), most: schema[most].as_i64() };
    Limits {
        value: bounds("minimum", "maximum"),
        length: bounds("minLength", "maxLength"),
        items: bounds("minItems", "maxItems"),
        pattern: schema["pattern"].as_str().map(str::to_owned),
        unique: schema["uniqueItems"] == true,
        read_only: schema["readOnly"] == true,
        write_only: schema["writeOnly"] == true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_limit_is_read() {
        for (schema, expected) in [
            (json!({ "type": "integer", "minimum": 1, "maximum": 250 }), "value=1..250"),
            (
                json!({ "type": "string", "maxLength": 255, "pattern": "^[a-z]+$" }),
                "length=..255 pattern=^[a-z]+$",
            ),
            (json!({ "type": "array", "minItems": 1, "uniqueItems": true }), "items=1.. unique"),
            (json!({ "type": "string", "readOnly": true }), "read-only"),
            (json!({ "type": "string", "writeOnly": true }), "write-only"),
            (json!({ "type": "string", "uniqueItems": false }), ""),
        ] {
            assert_eq!(limits(&schema).to_string(), expected);
        }
    }
}
