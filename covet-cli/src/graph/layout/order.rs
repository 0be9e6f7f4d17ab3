//! In which order the boxes of a layer stand: the one in which few edges cross.

use super::{Item, Joint, ROUNDS};

/// How many orders are begun with, and with how many edges it is one.
const STARTS: usize = 24;
const MANY: usize = 1_500;

/// The order of each layer in which the fewest edges cross, of those that several beginnings lead to.
pub(super) fn arrange(items: &mut [Item]) -> Vec<Vec<usize>> {
    let edges: usize = items.iter().map(|item| item.right.len()).sum();
    let given = in_layers(items);
    let mut best: Option<(usize, Vec<Vec<usize>>)> = None;
    for start in 0..if edges > MANY { 1 } else { STARTS } {
        let mut order = given.clone();
        order.iter_mut().for_each(|layer| begin(layer, start));
        improve(items, &mut order);
        let crossings = crossings(items, &order);
        if best.as_ref().is_none_or(|(fewest, _)| crossings < *fewest) {
            best = Some((crossings, order));
        }
    }
    best.map_or(given, |(_, order)| order)
}

/// One of several orders to begin with: as it is given, turned round, or mixed, always in the same way.
fn begin(layer: &mut [usize], start: usize) {
    match start {
        0 => {}
        1 => layer.reverse(),
        _ => layer.sort_by_key(|at| (at + start) * 7919 * start % 104_729),
    }
}

/// Orders each layer by where the neighbours of its items are, from left to right and back, and exchanges those side by
/// side whose edges cross less then.
fn improve(items: &mut [Item], order: &mut [Vec<usize>]) {
    rank(items, order);
    for round in 0..ROUNDS {
        let forward = round % 2 == 0;
        let places: Vec<usize> = if forward { (0..order.len()).collect() } else { (0..order.len()).rev().collect() };
        for layer in places {
            let middle = |at: &usize| {
                let item = &items[*at];
                let joints = if forward { &item.left } else { &item.right };
                let sum: f64 = joints.iter().map(|joint| place_of(joint, items)).sum();
                if joints.is_empty() { item.y } else { sum / joints.len() as f64 }
            };
            let mut sorted: Vec<(f64, usize)> = order[layer].iter().map(|at| (middle(at), *at)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
            order[layer] = sorted.into_iter().map(|(_, at)| at).collect();
            rank(items, &order[layer..=layer]);
        }
    }
    for _ in 0..ROUNDS {
        let mut changed = false;
        for layer in order.iter_mut() {
            for at in 1..layer.len() {
                let (upper, lower) = (&items[layer[at - 1]], &items[layer[at]]);
                let between = |upper: &Item, lower: &Item| {
                    crossing(&upper.left, &lower.left, items) + crossing(&upper.right, &lower.right, items)
                };
                if between(lower, upper) < between(upper, lower) {
                    layer.swap(at - 1, at);
                    changed = true;
                }
            }
            rank(items, std::slice::from_ref(layer));
        }
        if !changed {
            break;
        }
    }
}

fn rank(items: &mut [Item], order: &[Vec<usize>]) {
    for layer in order {
        layer.iter().enumerate().for_each(|(place, at)| items[*at].y = place as f64);
    }
}

/// Where in its layer the other end of a joint is.
fn place_of(joint: &Joint, items: &[Item]) -> f64 {
    items[joint.other].y + joint.there / (items[joint.other].height + 1.0)
}

/// How many edges of the upper item cross edges of the lower one, on one side.
fn crossing(upper: &[Joint], lower: &[Joint], items: &[Item]) -> usize {
    let crosses = |one: &Joint, other: &Joint| place_of(one, items) > place_of(other, items);
    upper.iter().map(|one| lower.iter().filter(|other| crosses(one, other)).count()).sum()
}

fn crossings(items: &mut [Item], order: &[Vec<usize>]) -> usize {
    rank(items, order);
    let mut count = 0;
    for layer in order {
        for (at, upper) in layer.iter().enumerate() {
            let lower = layer[at + 1..].iter();
            count += lower.map(|lower| crossing(&items[*upper].right, &items[*lower].right, items)).sum::<usize>();
        }
    }
    count
}

/// The items of each layer, in the order in which they are given.
fn in_layers(items: &[Item]) -> Vec<Vec<usize>> {
    let mut order = vec![Vec::new(); items.iter().map(|item| item.layer + 1).max().unwrap_or(0)];
    for (at, item) in items.iter().enumerate() {
        order[item.layer].push(at);
    }
    order
}
