use super::*;
use crate::sql::scan::Filter;
use crate::sql::value::Value;

fn scan(filters: &[(&'static str, Operator, &[&str])]) -> Scan {
    let filter = |(column, operator, values): &(&'static str, Operator, &[&str])| Filter {
        column,
        operator: *operator,
        values: values.iter().map(|value| Value::from(*value)).collect(),
    };
    Scan { filters: filters.iter().map(filter).collect(), ..Scan::default() }
}

fn listed(scan: &Scan) -> Listing {
    match request(scan, ContentType::Page, Deployment::Cloud).unwrap() {
        Request::Listed(listing) => listing,
        other => panic!("{other:?}"),
    }
}

fn found(scan: &Scan, deployment: Deployment) -> String {
    match request(scan, ContentType::Page, deployment).unwrap() {
        Request::Found(query) => query.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn ids_spaces_and_titles_lead_to_lists() {
    let listing = listed(&scan(&[("Id", Operator::Equal, &["1", "x", "2"])]));
    assert_eq!(listing.ids.unwrap(), ["1".into(), "2".into()]);
    let listing = listed(&scan(&[("SpaceKey", Operator::Equal, &["A"]), ("Title", Operator::Equal, &["T"])]));
    assert_eq!((listing.spaces.unwrap(), listing.titles.unwrap()), (vec!["A".into()], vec!["T".to_owned()]));
    let listing = listed(&scan(&[("Title", Operator::Equal, &["T", "U"])]));
    assert_eq!(listing.titles.unwrap(), ["T", "U"]);
    assert_eq!(listing.statuses, [ContentStatus::Current]);
    let listing = listed(&scan(&[("Status", Operator::Equal, &["trashed", "Current"])]));
    assert_eq!(listing.statuses, [ContentStatus::Current, ContentStatus::Trashed]);
    let nothing =
        request(&scan(&[("Status", Operator::Equal, &["x"])]), ContentType::Page, Deployment::Cloud);
    assert_eq!(nothing.unwrap(), Request::Nothing);
}

#[test]
fn everything_else_leads_to_the_search() {
    let by = |filters: &[(&'static str, Operator, &[&str])]| found(&scan(filters), Deployment::Cloud);
    assert_eq!(by(&[("ParentId", Operator::Equal, &["7"])]), r#"type = "page" and parent = "7""#);
    assert_eq!(
        by(&[("SpaceKey", Operator::Equal, &["A", "B"]), ("Label", Operator::Equal, &["x"])]),
        r#"type = "page" and space in ("A", "B") and label = "x""#
    );
    assert_eq!(
        by(&[("LastUpdatedDatetime", Operator::AtLeast, &["2026-04-02 10:00"])]),
        r#"type = "page" and lastmodified >= "2026-04-01""#
    );
    assert_eq!(
        by(&[
            ("CreatedDate", Operator::Greater, &["2026/04/02"]),
            ("CreatedDate", Operator::Less, &["2026-04-30"])
        ]),
        r#"type = "page" and created >= "2026-04-01" and created < "2026-05-02""#
    );
    assert_eq!(
        by(&[("Title", Operator::Equal, &["T", "U"]), ("Label", Operator::Equal, &["x"])]),
        r#"type = "page" and label = "x" and (title = "T" or title = "U")"#
    );
    assert_eq!(
        by(&[("Text", Operator::Match, &["release notes"])]),
        r#"type = "page" and text ~ "release notes""#
    );
    assert_eq!(
        by(&[("CQL", Operator::Equal, &["label = a or label = b order by title"])]),
        r#"type = "page" and (label = a or label = b) order by title"#
    );
}

#[test]
fn a_value_is_never_read_as_a_query() {
    let query = found(&scan(&[("Label", Operator::Equal, &["x\" or type = \"page"])]), Deployment::Cloud);
    assert_eq!(query, r#"type = "page" and label = "x\" or type = \"page""#);
    let stepping_out = scan(&[("CQL", Operator::Equal, &["label = a) or (type = page"])]);
    assert!(request(&stepping_out, ContentType::Page, Deployment::Cloud).is_err());
}

#[test]
fn an_order_is_kept_by_a_list_or_by_the_search() {
    let newest = |filters: &[(&'static str, Operator, &[&str])]| Scan {
        order: Some(("LastUpdatedDatetime", true)),
        limit: Some(5),
        ..scan(filters)
    };
    let listing = listed(&newest(&[("SpaceKey", Operator::Equal, &["A"])]));
    assert_eq!((listing.order, listing.limit), (Some(("modified-date", true)), 5));
    let query = found(&newest(&[("SpaceKey", Operator::Equal, &["A", "B"])]), Deployment::Cloud);
    assert!(query.ends_with("order by lastmodified desc"), "{query}");
    let query = found(&newest(&[]), Deployment::DataCenter);
    assert_eq!(query, r#"type = "page" order by lastmodified desc"#);
}

#[test]
fn an_order_that_is_not_asked_for_is_left_to_the_engine() {
    let newest = |filters: &[(&'static str, Operator, &[&str])]| Scan {
        order: Some(("LastUpdatedDatetime", true)),
        ..scan(filters)
    };
    let every = |scan: Scan| Scan { needs: needs::EVERY_STATUS, ..scan };
    for deployment in [Deployment::Cloud, Deployment::DataCenter] {
        assert!(is_ordered(&newest(&[]), deployment));
        assert!(is_ordered(&newest(&[("SpaceKey", Operator::Equal, &["A"])]), deployment));
        assert!(!is_ordered(&newest(&[("Id", Operator::Equal, &["1"])]), deployment));
        assert!(!is_ordered(&newest(&[("Status", Operator::Equal, &["current"])]), deployment));
        let one_of = every(newest(&[("SpaceId", Operator::Equal, &["1", "2"])]));
        assert!(!is_ordered(&one_of, deployment));
    }
    // Data Center lists other statuses in no order, and Cloud lists them in one.
    let all = every(newest(&[]));
    assert!(!is_ordered(&all, Deployment::DataCenter) && is_ordered(&all, Deployment::Cloud));
    assert_eq!(listed(&all).order, Some(("modified-date", true)));
}

#[test]
fn what_a_list_does_not_tell_is_asked_of_the_search() {
    let previous = Scan { needs: needs::PREVIOUS, ..scan(&[("SpaceKey", Operator::Equal, &["A"])]) };
    assert_eq!(found(&previous, Deployment::Cloud), r#"type = "page" and space = "A""#);
    assert!(matches!(request(&previous, ContentType::Page, Deployment::DataCenter), Ok(Request::Listed(_))));
}
