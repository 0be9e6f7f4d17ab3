//! Where boxes stand: in layers from left to right, each to the right of all that it points to.
//!
//! The usual four steps: break circles, make layers, order each so that few edges cross, and place the boxes. An edge that
//! passes over a layer has a place in it, as if it were a small box, so that it is drawn between boxes and not across them.

mod order;

use std::collections::BTreeSet;

/// Between layers, for the edges.
const GAP_X: f64 = 72.0;
/// For each edge between two layers beyond the second.
const EDGE_X: f64 = 5.0;
/// Between the boxes of a layer.
const GAP_Y: f64 = 28.0;
/// The height that an edge has in a layer that it passes over.
const PASSING: f64 = 10.0;
/// How often the layers are ordered and placed anew; more changes nothing that an eye would see.
const ROUNDS: usize = 12;

/// Where everything stands.
pub(super) struct Layout {
    /// The left upper corner of each box.
    pub(super) corners: Vec<(f64, f64)>,
    /// The layer of each box.
    pub(super) layers: Vec<usize>,
    /// The width of each layer, which is that of its widest box.
    pub(super) widths: Vec<f64>,
    /// For each edge the stretches, from left to right, on which it passes over a layer: left end, right end, height.
    pub(super) passes: Vec<Vec<(f64, f64, f64)>>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// An end of an edge: a box, and how far below the middle of that it is.
#[derive(Clone, Copy)]
pub(super) struct End {
    pub(super) at: usize,
    pub(super) below: f64,
}

/// A box, or an edge that passes over a layer.
struct Item {
    layer: usize,
    height: f64,
    /// What it is joined to in the layers beside it.
    left: Vec<Joint>,
    right: Vec<Joint>,
    /// Where its middle is; while the layers are ordered, its place in its own.
    y: f64,
}

/// How an item is joined to another.
#[derive(Clone, Copy)]
struct Joint {
    other: usize,
    /// How far below its own middle, and below that of the other.
    here: f64,
    there: f64,
}

/// Places boxes of these widths and heights, joined by edges from the one that points to the one that is pointed to.
pub(super) fn layout(sizes: &[(f64, f64)], ends: &[(End, End)]) -> Layout {
    let edges: Vec<(usize, usize)> = ends.iter().map(|(from, to)| (from.at, to.at)).collect();
    let downward = without_circles(sizes.len(), &edges);
    let layers = layers(sizes, &downward);
    let mut items: Vec<Item> = sizes
        .iter()
        .zip(&layers)
        .map(|(size, layer)| Item { layer: *layer, height: size.1, left: Vec::new(), right: Vec::new(), y: 0.0 })
        .collect();
    let turned = ends.iter().zip(&downward).map(|((from, to), down)| match from.at == down.0 {
        true => (*from, *to),
        false => (*to, *from),
    });
    let chains: Vec<Vec<usize>> = turned.map(|edge| chain(edge, &mut items)).collect();
    let order = order::arrange(&mut items);
    place(&mut items, &order);

    let count = order.len();
    let mut widths = vec![0.0_f64; count];
    for (size, layer) in sizes.iter().zip(&layers) {
        widths[*layer] = widths[*layer].max(size.0);
    }
    let gaps = gaps(&items, count);
    let lefts: Vec<f64> =
        (0..count).map(|layer| widths[..layer].iter().sum::<f64>() + gaps[..layer].iter().sum::<f64>()).collect();
    let corners = (0..sizes.len()).map(|at| (lefts[layers[at]], items[at].y - sizes[at].1 / 2.0)).collect();
    let stretch = |item: &usize| {
        let Item { layer, y, .. } = items[*item];
        (lefts[layer], lefts[layer] + widths[layer], y)
    };
    let passes = chains.iter().map(|chain| chain.iter().map(stretch).collect()).collect();
    let width = widths.iter().sum::<f64>() + gaps.iter().sum::<f64>();
    let height = items.iter().map(|item| item.y + item.height / 2.0).fold(0.0, f64::max);
    Layout { corners, layers, widths, passes, width, height }
}

/// The room between each layer and the next: more where more edges turn there.
fn gaps(items: &[Item], layers: usize) -> Vec<f64> {
    let mut edges = vec![0_usize; layers.saturating_sub(1)];
    for item in items {
        if let Some(edges) = edges.get_mut(item.layer) {
            *edges += item.right.len();
        }
    }
    edges.into_iter().map(|edges| GAP_X + EDGE_X * edges.saturating_sub(2).min(12) as f64).collect()
}

/// The edges, each turned so that all of them lead one way; one that joins a box to itself leads nowhere.
fn without_circles(count: usize, edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (edge, (from, _)) in edges.iter().enumerate().filter(|(_, (from, to))| from != to) {
        next[*from].push(edge);
    }
    let (mut state, mut turned) = (vec![0_u8; count], BTreeSet::new());
    for start in 0..count {
        let mut stack = vec![(start, 0)];
        while let Some((at, seen)) = stack.pop() {
            if seen == 0 {
                if state[at] != 0 {
                    continue;
                }
                state[at] = 1;
            }
            match next[at].get(seen) {
                None => state[at] = 2,
                Some(edge) => {
                    stack.push((at, seen + 1));
                    match state[edges[*edge].1] {
                        0 => stack.push((edges[*edge].1, 0)),
                        1 => drop(turned.insert(*edge)),
                        _ => {}
                    }
                }
            }
        }
    }
    let turn = |(at, edge): (usize, &(usize, usize))| if turned.contains(&at) { (edge.1, edge.0) } else { *edge };
    edges.iter().enumerate().map(turn).collect()
}

/// The layer of each box: one to the right of the rightmost that it points to. What points to nothing stands as near as
/// can be to what points to it, and what is joined to nothing where there is room.
fn layers(sizes: &[(f64, f64)], edges: &[(usize, usize)]) -> Vec<usize> {
    let mut layers = vec![0_usize; sizes.len()];
    // Without circles no path is longer than there are boxes.
    for _ in 0..sizes.len() {
        let before = layers.clone();
        for (from, to) in edges.iter().filter(|(from, to)| from != to) {
            layers[*from] = layers[*from].max(layers[*to] + 1);
        }
        if layers == before {
            break;
        }
    }
    let joined = |at: usize| edges.iter().filter(move |(from, to)| from != to && (*from == at || *to == at));
    for at in 0..sizes.len() {
        let is_root = joined(at).all(|(from, _)| *from != at);
        if let Some(nearest) = joined(at).map(|(from, _)| layers[*from]).min().filter(|_| is_root) {
            layers[at] = nearest.saturating_sub(1);
        }
    }
    let mut heights = vec![0.0; layers.iter().max().map_or(1, |last| last + 1)];
    for at in (0..sizes.len()).filter(|at| joined(*at).next().is_some()) {
        heights[layers[at]] += sizes[at].1 + GAP_Y;
    }
    let alone: Vec<usize> = (0..sizes.len()).filter(|at| joined(*at).next().is_none()).collect();
    // As many layers more as make the picture about as wide as it is high.
    let area: f64 = alone.iter().map(|at| (sizes[*at].0 + GAP_X) * (sizes[*at].1 + GAP_Y)).sum();
    let widest = sizes.iter().map(|size| size.0 + GAP_X).fold(1.0, f64::max);
    let wanted = (area.sqrt() * 1.2 / widest).ceil() as usize;
    heights.resize(heights.len().max(wanted), 0.0);
    for at in alone {
        let lowest = (0..heights.len()).min_by(|a, b| heights[*a].total_cmp(&heights[*b])).unwrap_or(0);
        layers[at] = lowest;
        heights[lowest] += sizes[at].1 + GAP_Y;
    }
    layers
}

/// Joins the ends of an edge, by an item in each layer that it passes over; gives these, from left to right.
fn chain((from, to): (End, End), items: &mut Vec<Item>) -> Vec<usize> {
    if from.at == to.at {
        return Vec::new();
    }
    let (first, last) = (items[to.at].layer, items[from.at].layer);
    let mut chain = Vec::new();
    let mut left = to;
    for layer in first + 1..last {
        items.push(Item { layer, height: PASSING, left: Vec::new(), right: Vec::new(), y: 0.0 });
        let item = End { at: items.len() - 1, below: 0.0 };
        join(left, item, items);
        chain.push(item.at);
        left = item;
    }
    join(left, from, items);
    chain
}

fn join(left: End, right: End, items: &mut [Item]) {
    items[left.at].right.push(Joint { other: right.at, here: left.below, there: right.below });
    items[right.at].left.push(Joint { other: left.at, here: right.below, there: left.below });
}

/// Places the items of each layer as near to their neighbours as their order and their heights allow.
fn place(items: &mut [Item], order: &[Vec<usize>]) {
    for layer in order {
        let mut y = 0.0;
        for at in layer {
            items[*at].y = y + items[*at].height / 2.0;
            y += items[*at].height + GAP_Y;
        }
    }
    // The last round looks to the left alone: what hangs on one box stands level with it.
    for round in 0..=ROUNDS {
        let last = round == ROUNDS;
        let places: Vec<usize> =
            if round % 2 == 0 && !last { (0..order.len()).rev().collect() } else { (0..order.len()).collect() };
        for layer in places {
            let wanted: Vec<f64> = order[layer].iter().map(|at| wanted(&items[*at], last, items)).collect();
            let heights: Vec<f64> = order[layer].iter().map(|at| items[*at].height).collect();
            for (at, y) in order[layer].iter().zip(apart(&wanted, &heights)) {
                items[*at].y = y;
            }
        }
    }
    let top = items.iter().map(|item| item.y - item.height / 2.0).fold(f64::INFINITY, f64::min);
    items.iter_mut().for_each(|item| item.y = (item.y - top).round());
}

/// The height at which the edges of an item would be the most level.
fn wanted(item: &Item, only_left: bool, items: &[Item]) -> f64 {
    let right = if only_left && !item.left.is_empty() { &[][..] } else { &item.right[..] };
    let joints = item.left.iter().chain(right);
    let sum: f64 = joints.map(|joint| items[joint.other].y + joint.there - joint.here).sum();
    let count = item.left.len() + right.len();
    if count == 0 { item.y } else { sum / count as f64 }
}

/// The places nearest to the wanted ones at which items in this order do not meet: those that would meet are put side by
/// side around the mean of what they want.
fn apart(wanted: &[f64], heights: &[f64]) -> Vec<f64> {
    // How far behind the first each item is when all stand side by side: with that taken off, they need only not pass
    // each other.
    let mut offsets = vec![0.0; wanted.len()];
    for at in 1..wanted.len() {
        offsets[at] = offsets[at - 1] + (heights[at - 1] + heights[at]) / 2.0 + GAP_Y;
    }
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(&offsets) {
        let mut block = (wanted - offset, 1);
        while let Some((mean, count)) = blocks.pop_if(|(mean, _)| *mean > block.0) {
            let total = count + block.1;
            block = ((mean * count as f64 + block.0 * block.1 as f64) / total as f64, total);
        }
        blocks.push(block);
    }
    let starts = blocks.into_iter().flat_map(|(mean, count)| std::iter::repeat_n(mean, count));
    starts.zip(&offsets).map(|(start, offset)| start + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(count: usize, edges: &[(usize, usize)]) -> Layout {
        let end = |at| End { at, below: 0.0 };
        let edges: Vec<(End, End)> = edges.iter().map(|(from, to)| (end(*from), end(*to))).collect();
        layout(&vec![(100.0, 40.0); count], &edges)
    }

    /// `2` points to `0` from its upper row and to `1` from its lower one, `3` to `0`.
    #[test]
    fn rows_count_where_edges_could_cross() {
        let end = |at, below| End { at, below };
        for upper in [-10.0, 10.0] {
            let edges = [(end(2, upper), end(0, 0.0)), (end(2, -upper), end(1, 0.0)), (end(3, 0.0), end(0, 0.0))];
            let found = layout(&[(100.0, 60.0); 4], &edges);
            let height = |at: usize| found.corners[at].1;
            let crosses = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0) * (a.1 - b.1) < 0.0;
            let lines = edges.map(|(from, to)| (height(to.at), height(from.at) + from.below));
            assert!(!crosses(lines[0], lines[1]) && !crosses(lines[1], lines[2]), "{lines:?}");
        }
    }

    #[test]
    fn what_hangs_on_one_box_stands_level_with_it() {
        let found = of(6, &[(1, 0), (2, 0), (3, 1), (4, 2), (5, 3)]);
        assert!(found.corners[3].1 == found.corners[1].1 && found.corners[5].1 == found.corners[3].1);
    }

    #[test]
    fn what_points_stands_to_the_right_of_what_it_points_to() {
        let found = of(5, &[(1, 0), (2, 1), (2, 0), (3, 2), (4, 4)]);
        assert_eq!(found.layers[..4], [0, 1, 2, 3]);
        assert_eq!(found.passes.iter().map(Vec::len).collect::<Vec<_>>(), [0, 0, 1, 0, 0]);
    }

    #[test]
    fn circles_end() {
        let found = of(3, &[(0, 1), (1, 2), (2, 0)]);
        let mut layers = found.layers.clone();
        layers.sort_unstable();
        assert_eq!(layers, [0, 1, 2]);
    }

    #[test]
    fn boxes_never_meet() {
        let edges: Vec<(usize, usize)> = (1..40).map(|at| (at, at / 3)).chain([(39, 0), (38, 1), (20, 5)]).collect();
        let found = of(60, &edges);
        for a in 0..60 {
            for b in a + 1..60 {
                let (one, other) = (found.corners[a], found.corners[b]);
                let meet = (one.0 - other.0).abs() < 99.0 && (one.1 - other.1).abs() < 39.0;
                assert!(!meet, "{a} at {one:?} and {b} at {other:?}");
            }
        }
        assert!(found.corners.iter().all(|(x, y)| *x >= 0.0 && *y >= -0.01 && x + 100.0 <= found.width + 0.01));
    }

    #[test]
    fn items_that_want_one_place_share_it() {
        assert_eq!(apart(&[10.0, 10.0], &[20.0, 20.0]), [-14.0, 34.0]);
        assert_eq!(apart(&[0.0, 100.0], &[20.0, 20.0]), [0.0, 100.0]);
    }
}
