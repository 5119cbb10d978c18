//! One operation against its row.

use confluence_client::{
    Operation,
    describe::{Kind, Paging, Parameter},
};

use ::tests::facts::{self, Api, Facts, notation::Type};

use super::{
    exceptions::Exceptions,
    own,
    types::{Comparison, Direction, Seen},
};

/// Everything about `ours` that is not as published.
pub(crate) fn faults(
    facts: &Facts,
    api: Api,
    row: &facts::Operation,
    ours: &Operation,
    (seen, exceptions): (&mut Seen, &mut Exceptions),
) -> Vec<String> {
    let mut faults = Vec::new();
    let mut same = |what: &str, published: &str, declared: &str| {
        if published != declared {
            faults.push(format!("{what} is `{published}`, declared as `{declared}`"));
        }
    };
    same("the id", &row.id, ours.id);
    same("the paging", paging_name(&row.paging), &format!("{:?}", ours.paging));
    same("the granular scopes", &row.granular.join(" "), &sorted(ours.granular_scopes));
    same("the classic scopes", &row.classic.join(" "), &sorted(ours.classic_scopes));
    faults.extend(parameters(facts, api, row, ours));
    faults.extend(body(facts, seen, row, ours));
    faults.extend(answer(facts, seen, row, ours));
    faults.retain(|fault| !exceptions.excuse(api, &row.id, fault));
    faults.iter().map(|fault| format!("{} ({} {}): {fault}", row.id, row.method, row.path)).collect()
}

/// A list that is bounded but has no next page is none of ours to page; its `limit` is a parameter.
fn paging_name(published: &str) -> &str {
    match published {
        "cursor" => "Cursor",
        "start" => "Start",
        _ => "None",
    }
}

fn sorted(scopes: &[&str]) -> String {
    let mut scopes = scopes.to_vec();
    scopes.sort_unstable();
    scopes.join(" ")
}

fn parameters(facts: &Facts, api: Api, row: &facts::Operation, ours: &Operation) -> Vec<String> {
    let of_paging: &[&str] = match ours.paging {
        Paging::Cursor => &["cursor", "limit"],
        Paging::Start => &["start", "limit"],
        _ => &[],
    };
    let published: Vec<&facts::Parameter> = facts
        .parameters
        .iter()
        .filter(|one| {
            one.operation == row.id && one.place == "query" && !of_paging.contains(&one.name.as_str())
        })
        .collect();
    let mut faults = Vec::new();
    for parameter in ours.parameters {
        let name = parameter.name(own(api));
        match published.iter().find(|one| one.name == name) {
            Some(row) => faults.extend(parameter_faults(facts, row, parameter)),
            None => faults.push(format!("no query parameter `{name}` is published")),
        }
    }
    let is_declared = |name: &str| ours.parameters.iter().any(|one| one.name(own(api)) == name);
    let missing = published.iter().filter(|one| !is_declared(&one.name));
    faults.extend(missing.map(|one| format!("the query parameter `{}` is not declared", one.name)));
    faults
}

fn parameter_faults(facts: &Facts, row: &facts::Parameter, ours: &Parameter) -> Vec<String> {
    let at = format!("the query parameter `{}`", row.name);
    let mut faults =
        Comparison::faults(facts, &mut Seen::default(), Direction::Query, &at, (&row.kind, &ours.kind));
    if matches!(row.kind, Type::Array(_)) && row.commas != matches!(ours.kind, Kind::Commas(_)) {
        let be = if row.commas { "one value with commas: `Commas<..>`" } else { "repeated: `Vec<..>`" };
        faults.push(format!("{at} is {be}"));
    }
    if row.required != ours.required {
        let be = if row.required { "required" } else { "optional" };
        faults.push(format!("{at} is {be}, declared otherwise"));
    }
    faults
}

fn body(facts: &Facts, seen: &mut Seen, row: &facts::Operation, ours: &Operation) -> Vec<String> {
    let published = facts.bodies.iter().find(|body| body.operation == row.id);
    match (published, &ours.body) {
        (None, None) => Vec::new(),
        (Some(body), None) => vec![format!("the body `{}` is not declared", body.kind)],
        (None, Some(_)) => vec!["no body is published".to_owned()],
        (Some(body), Some(Kind::Multipart(fields))) => multipart(facts, body, fields),
        (Some(body), Some(kind)) => {
            Comparison::faults(facts, seen, Direction::Body, "the body", (&body.kind, kind))
        }
    }
}

fn multipart(facts: &Facts, body: &facts::Body, fields: &[&str]) -> Vec<String> {
    if body.media != "multipart/form-data" {
        return vec![format!("the body is {}, declared as multipart/form-data", body.media)];
    }
    let names: Vec<String> = facts.properties(&body.kind).into_iter().map(|property| property.name).collect();
    let missing = names.iter().filter(|name| !fields.contains(&name.as_str()));
    let surplus = fields.iter().filter(|field| !names.iter().any(|name| name == *field));
    let missing = missing.map(|name| format!("the field `{name}` of the body is not declared"));
    missing.chain(surplus.map(|name| format!("no field `{name}` of the body is published"))).collect()
}

fn answer(facts: &Facts, seen: &mut Seen, row: &facts::Operation, ours: &Operation) -> Vec<String> {
    let mut faults = Vec::new();
    for response in facts.responses.iter().filter(|response| response.operation == row.id) {
        let at = format!("the answer {}", response.status);
        faults.extend(match (&response.kind, ours.answer) {
            (None, Kind::Nothing) => Vec::new(),
            (None, Kind::Bytes) if response.status == 302 => Vec::new(),
            (None, kind) => vec![format!("{at} is empty, declared as {kind:?}")],
            (Some(published), Kind::Bytes) if *published == Type::scalar("binary") => Vec::new(),
            (Some(published), kind) => {
                Comparison::faults(facts, seen, Direction::Answer, &at, (published, &kind))
            }
        });
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use confluence_client::{
        describe::{Api as OwnApi, Described, Verb},
        models::Sort,
    };

    /// `GET /pages/{id}/labels` as published, to be spoilt by each test.
    fn page_labels() -> Operation {
        static PARAMETERS: [Parameter; 2] = [
            Parameter::new("prefix", None, Kind::Words(&["my", "team", "global", "system"])),
            Parameter::new("sort", None, <Sort as Described>::KIND),
        ];
        let mut operation = Operation::new("getPageLabels", OwnApi::V2, Verb::GET, "/pages/{id}/labels");
        operation.paging = Paging::Cursor;
        operation.granular_scopes = &["read:page:confluence"];
        operation.parameters = &PARAMETERS;
        operation
    }

    fn found(ours: &Operation) -> Vec<String> {
        let facts = Facts::load(Api::V2).unwrap();
        let row = facts.operations.iter().find(|row| row.id == "getPageLabels").unwrap();
        let mut faults =
            faults(&facts, Api::V2, row, ours, (&mut Seen::default(), &mut Exceptions::default()));
        faults.retain(|fault| !fault.contains("the answer"));
        faults
    }

    #[test]
    fn accepts_what_is_as_published() {
        assert_eq!(found(&page_labels()), Vec::<String>::new());
    }

    #[test]
    fn finds_each_kind_of_mismatch() {
        type Spoil = fn(&mut Operation);
        let spoilt: [(&str, Spoil); 6] = [
            ("the id", |operation| operation.id = "GetPageLabels"),
            ("the paging", |operation| operation.paging = Paging::None),
            ("the granular scopes", |operation| operation.granular_scopes = &[]),
            ("the classic scopes", |operation| operation.classic_scopes = &["search:confluence"]),
            ("`prefix` is not declared", |operation| operation.parameters = &[]),
            ("no body", |operation| operation.body = Some(Kind::Text)),
        ];
        for (expected, spoil) in spoilt {
            let mut operation = page_labels();
            spoil(&mut operation);
            let faults = found(&operation);
            assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}: {faults:?}");
        }
    }

    #[test]
    fn finds_a_parameter_of_another_type() {
        static PARAMETERS: [Parameter; 2] = [
            Parameter::required("prefix", None, Kind::Words(&["my", "team", "global"])),
            Parameter::new("sort", None, Kind::Boolean),
        ];
        let mut operation = page_labels();
        operation.parameters = &PARAMETERS;
        let faults = found(&operation);
        assert!(faults.iter().any(|fault| fault.contains("`system`")), "{faults:?}");
        assert!(
            faults.iter().any(|fault| fault.contains("`sort`") && fault.contains("Boolean")),
            "{faults:?}"
        );
        assert!(faults.iter().any(|fault| fault.contains("is optional")), "{faults:?}");
    }
}
