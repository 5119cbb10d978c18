//! Tables of operations: method, path template, operationId and the function that serves it.

use http::Method;

use super::call::{Call, Captures};
use super::failure::Failure;
use super::reply::Reply;
use super::store::Store;

/// Serves one operation.
pub(crate) type Handler = fn(&mut Store, &Call<'_>) -> Result<Reply, Failure>;

/// One operation of a face.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) method: Method,
    template: Vec<Segment>,
    pub(crate) operation: &'static str,
    pub(crate) handler: Handler,
    /// Left the published description: refused to OAuth tokens with 410.
    pub(crate) removed: bool,
}

#[derive(Debug)]
enum Segment {
    Literal(&'static str),
    Capture(&'static str),
}

/// What a lookup found.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    /// An operation.
    Route(&'a Route, Captures),
    /// The path, under other methods.
    OtherMethod,
    /// Nothing.
    Nothing,
}

/// The operations of a face.
#[derive(Debug, Default)]
pub(crate) struct Routes(pub(crate) Vec<Route>);

/// One row: `("GET /pages/{id}", "getPageById", handler)`.
pub(crate) type Row = (&'static str, &'static str, Handler);

impl Routes {
    /// Adds published operations.
    pub(crate) fn with(self, rows: &[Row]) -> Self {
        self.add(rows, false)
    }

    /// Adds operations that still answer but are published no longer.
    pub(crate) fn with_removed(self, rows: &[Row]) -> Self {
        self.add(rows, true)
    }

    fn add(mut self, rows: &[Row], removed: bool) -> Self {
        self.0.extend(rows.iter().filter_map(|&(line, operation, handler)| {
            let (method, path) = line.split_once(' ')?;
            let method = Method::from_bytes(method.as_bytes()).ok()?;
            Some(Route { method, template: template(path), operation, handler, removed })
        }));
        self
    }

    /// Finds the operation of a path; literal segments win over captures.
    pub(crate) fn find(&self, method: &Method, segments: &[String]) -> Found<'_> {
        let fitting = self.0.iter().filter(|route| fits(&route.template, segments));
        let (mine, others): (Vec<_>, Vec<_>) = fitting.partition(|route| route.method == *method);
        match mine.into_iter().min_by_key(|route| route.captures()) {
            Some(route) => Found::Route(route, capture(&route.template, segments)),
            None if others.is_empty() => Found::Nothing,
            None => Found::OtherMethod,
        }
    }
}

#[cfg(test)]
impl Routes {
    /// The operations, each with the segments of a path that fits.
    #[allow(dead_code, reason = "for the sandbox of this project's own tests")]
    pub(crate) fn examples(&self) -> impl Iterator<Item = (&Route, Vec<String>)> {
        let filled = |segment: &Segment| match segment {
            Segment::Literal(text) => (*text).to_owned(),
            Segment::Capture(_) => "~".to_owned(),
        };
        self.0.iter().map(move |route| (route, route.template.iter().map(filled).collect()))
    }
}

impl Route {
    fn captures(&self) -> usize {
        self.template.iter().filter(|segment| matches!(segment, Segment::Capture(_))).count()
    }
}

fn template(path: &'static str) -> Vec<Segment> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let parsed =
        segments.map(|segment| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => Segment::Capture(name),
            None => Segment::Literal(segment),
        });
    parsed.collect()
}

fn fits(template: &[Segment], segments: &[String]) -> bool {
    template.len() == segments.len()
        && template.iter().zip(segments).all(|(expected, segment)| match expected {
            Segment::Literal(text) => text == segment,
            Segment::Capture(_) => true,
        })
}

fn capture(template: &[Segment], segments: &[String]) -> Captures {
    let pairs = template.iter().zip(segments);
    let captured = pairs.filter_map(|(expected, segment)| match expected {
        Segment::Capture(name) => Some((*name, segment.clone())),
        Segment::Literal(_) => None,
    });
    captured.collect()
}

#[cfg(test)]
mod tests {
    use super::super::cloud_v1;
    use super::*;

    #[test]
    fn literal_segments_win_and_other_methods_are_told_apart() {
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        let routes = cloud_v1::routes();
        let operation = |method: &Method, text: &str| match routes.find(method, &path(text)) {
            Found::Route(route, captures) => format!("{} {captures:?}", route.operation),
            other => format!("{other:?}"),
        };
        assert_eq!(operation(&Method::GET, "content/search"), "searchContentByCQL []");
        assert_eq!(operation(&Method::GET, "content/7"), "getContentById [(\"id\", \"7\")]");
        assert_eq!(operation(&Method::PATCH, "content/7"), "OtherMethod");
        assert_eq!(operation(&Method::GET, "contents"), "Nothing");
    }
}
