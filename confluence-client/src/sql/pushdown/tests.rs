use super::*;
use crate::sql::table::testing::NUMBERS;

fn offered(at: usize, column: &str, operator: Operator, usable: bool, many: bool) -> Offered {
    let column = (&NUMBERS as &dyn Table).place(column).unwrap();
    Offered { at, column, operator, usable, many }
}

fn planned(conditions: Vec<Offered>) -> Plan {
    plan(&NUMBERS, &Asked { conditions, used: 1, ..Asked::default() }, Deployment::Cloud)
}

#[test]
fn what_can_be_answered_is_handed_over() {
    let plan = planned(vec![
        offered(0, "Name", Operator::Like, true, false),
        offered(1, "Id", Operator::Equal, true, true),
        offered(2, "Parent", Operator::Less, true, false),
        offered(3, "Parent", Operator::Equal, false, false),
    ]);
    let chosen: Vec<_> = plan.chosen.iter().map(|chosen| (chosen.at, chosen.many)).collect();
    assert_eq!(chosen, [(1, true)]);
    let scan = plan.scan(&NUMBERS, vec![vec![7.into(), Value::Null, "7".into(), "8".into()]]).unwrap();
    assert_eq!(scan.equal("Id").unwrap(), ["7", "8"]);
    assert_eq!(scan.one("Id"), None);
    assert!(plan.scan(&NUMBERS, vec![vec![Value::Null]]).is_none());
}

#[test]
fn narrower_is_cheaper() {
    let by_id = planned(vec![offered(0, "Id", Operator::Equal, true, false)]).cost;
    let by_ids = planned(vec![offered(0, "Id", Operator::Equal, true, true)]).cost;
    let by_parent = planned(vec![offered(0, "Parent", Operator::Equal, true, false)]).cost;
    let all = planned(Vec::new()).cost;
    assert!(by_id < by_ids && by_id < by_parent && by_parent < all, "{by_id} {by_ids} {by_parent} {all}");
}

#[test]
fn a_limit_makes_requests_smaller_only_where_every_row_counts() {
    let asked = |conditions, order| Asked { conditions, order, limit: Some(5), used: 1, ..Asked::default() };
    let fits = offered(0, "Parent", Operator::Equal, true, false);
    let left = offered(1, "Name", Operator::Equal, true, false);
    assert_eq!(plan(&NUMBERS, &asked(vec![fits], vec![]), Deployment::Cloud).limit, Some(5));
    assert_eq!(plan(&NUMBERS, &asked(vec![fits, left], vec![]), Deployment::Cloud).limit, None);
    assert_eq!(plan(&NUMBERS, &asked(vec![fits], vec![(0, false)]), Deployment::Cloud).limit, None);
    let scan = Scan { limit: Some(5), ..Scan::default() };
    assert_eq!((scan.page(100), Scan::default().page(100)), (5, 100));
}

#[test]
fn the_columns_that_are_used_say_what_is_needed() {
    let body = (&NUMBERS as &dyn Table).place("Body").unwrap();
    let with = |used| plan(&NUMBERS, &Asked { used, ..Asked::default() }, Deployment::Cloud).needs;
    assert_eq!(with(1), 0);
    assert_eq!(with(1 << body), crate::sql::table::needs::BODY);
}
