//! Tables of operations: method, path template, operationId and the function that serves it.

use http::Method;

use super::call::Call;
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

/// What the path template captured, by name.
pub(crate) type Captures = Vec<(&'static str, String)>;

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
pub(crate) struct Routes(Vec<Route>);

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
